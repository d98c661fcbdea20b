// Written by `npm run generate` in clients/typescript; do not edit.

// To parse the JSON, install kotlin's serialization plugin and do:
//
// val json           = Json { allowStructuredMapKeys = true }
// val blogListData   = json.parse(BlogListData.serializer(), jsonString)
// val changesData    = json.parse(ChangesData.serializer(), jsonString)
// val nodeData       = json.parse(NodeData.serializer(), jsonString)
// val postPageData   = json.parse(PostPageData.serializer(), jsonString)
// val routeData      = json.parse(RouteData.serializer(), jsonString)
// val searchData     = json.parse(SearchData.serializer(), jsonString)
// val siteChromeData = json.parse(SiteChromeData.serializer(), jsonString)
// val tipsData       = json.parse(TipsData.serializer(), jsonString)
// val revalidateData = json.parse(RevalidateData.serializer(), jsonString)
// val syncData       = json.parse(SyncData.serializer(), jsonString)

package health.hearth.client

import kotlinx.serialization.*
import kotlinx.serialization.json.*
import kotlinx.serialization.descriptors.*
import kotlinx.serialization.encoding.*

@Serializable
data class BlogListData (
    val posts: BlogListPostConnection
)

@Serializable
data class BlogListPostConnection (
    val edges: List<BlogListPostEdge>,
    val pageInfo: BlogListPageInfo,
    val totalCount: Long
)

@Serializable
data class BlogListPostEdge (
    val cursor: String,
    val node: BlogListPost
)

@Serializable
data class BlogListPost (
    val authors: List<BlogListAuthor>,
    val category: BlogListCategory? = null,
    val heroImage: BlogListImage? = null,
    val id: String,
    val intro: String,
    val path: String,
    val publishedAt: String,
    val readingMinutes: Long,
    val slug: String,
    val tags: List<BlogListTag>,
    val title: String,
    val url: String
)

@Serializable
data class BlogListAuthor (
    val credentials: String,
    val name: String,
    val slug: String
)

@Serializable
data class BlogListCategory (
    val name: String,
    val slug: String
)

@Serializable
data class BlogListImage (
    val alt: String,
    val placeholder: String,
    val rendition: BlogListRendition
)

@Serializable
data class BlogListRendition (
    val height: Long,
    val url: String,
    val width: Long
)

@Serializable
data class BlogListTag (
    val name: String,
    val slug: String
)

@Serializable
data class BlogListPageInfo (
    val endCursor: String? = null,
    val hasNextPage: Boolean
)

@Serializable
data class ChangesData (
    val changes: ChangesChangeSet
)

@Serializable
data class ChangesChangeSet (
    val changes: List<ChangesChange>,
    val cursor: String,
    val hasMore: Boolean
)

@Serializable
data class ChangesChange (
    val id: String,
    val kind: String,
    val node: ChangesNode? = null,
    val reason: String? = null,
    val type: String
)

@Serializable
data class ChangesNode (
    @SerialName("__typename")
    val typename: String,

    val body: List<ChangesBlock>? = null,
    val id: String,
    val slug: String? = null,
    val title: String? = null,
    val updatedAt: String? = null
)

@Serializable
data class ChangesBlock (
    @SerialName("__typename")
    val typename: String,

    val html: String,
    val id: String
)

@Serializable
data class NodeData (
    val node: NodeNode? = null
)

@Serializable
data class NodeNode (
    @SerialName("__typename")
    val typename: String,

    val alt: String? = null,
    val id: String,
    val name: String? = null,
    val title: String? = null
)

@Serializable
data class PostPageData (
    val post: PostPagePostPost? = null
)

@Serializable
data class PostPagePostPost (
    val authors: List<PostPageAuthor>,
    val body: List<PostPageBlock>,
    val category: PostPageCategory? = null,
    val heroImage: PostPageImage? = null,
    val id: String,
    val intro: String,
    val locale: String,
    val path: String,
    val publishedAt: String,
    val readingMinutes: Long,
    val review: PostPageReview? = null,
    val seo: PostPageSEO,
    val sources: List<PostPageSource>,
    val tags: List<PostPageTag>,
    val title: String,
    val updatedAt: String? = null,
    val url: String
)

@Serializable
data class PostPageAuthor (
    val bio: PostPageRichText,
    val credentials: String,
    val jobTitle: String,
    val name: String,
    val photo: PostPageImage? = null,
    val slug: String
)

@Serializable
data class PostPageRichText (
    val html: String,
    val plainText: String
)

@Serializable
data class PostPageImage (
    val alt: String,
    val focalPoint: PostPageFocalPoint? = null,
    val height: Long,
    val id: String,
    val large: PostPageRendition,
    val medium: PostPageRendition,
    val placeholder: String,
    val small: PostPageRendition,
    val srcset: String,
    val width: Long
)

@Serializable
data class PostPageFocalPoint (
    val x: Double,
    val y: Double
)

@Serializable
data class PostPageRendition (
    val height: Long,
    val url: String,
    val width: Long
)

@Serializable
data class PostPageBlock (
    @SerialName("__typename")
    val typename: String,

    val alt: String? = null,
    val anchor: String? = null,
    val attribution: String? = null,
    val caption: String? = null,
    val contact: PostPageContact? = null,
    val content: PostPageContentRichText? = null,

    @SerialName("embedHtml")
    val embedHTML: String? = null,

    val href: String? = null,
    val html: String,
    val id: String,
    val image: PostPageImage? = null,
    val isDecorative: Boolean? = null,
    val items: List<PostPageFAQItem>? = null,
    val label: String? = null,
    val level: String? = null,
    val plainText: String,
    val posts: List<PostPagePost>? = null,
    val provider: String? = null,
    val quote: String? = null,
    val text: String? = null,
    val tips: List<PostPageTip>? = null,
    val title: String? = null,
    val tone: String? = null,
    val url: String? = null
)

@Serializable
data class PostPageContact (
    val address: String,

    @SerialName("bookingUrl")
    val bookingURL: String,

    val email: String,
    val id: String,
    val name: String,
    val note: String,
    val openingHours: String,
    val phone: String,
    val phoneDisplay: String
)

@Serializable
data class PostPageContentRichText (
    val ast: JsonElement? = null,
    val html: String,
    val markdown: String? = null,
    val plainText: String? = null
)

@Serializable
data class PostPageFAQItem (
    val answer: PostPageContentRichText2,
    val question: String
)

@Serializable
data class PostPageContentRichText2 (
    val html: String
)

@Serializable
data class PostPagePost (
    val heroImage: PostPageHeroImageImage? = null,
    val id: String,
    val title: String,
    val url: String
)

@Serializable
data class PostPageHeroImageImage (
    val rendition: PostPageRendition
)

@Serializable
data class PostPageTip (
    val content: PostPageContentRichText2,
    val id: String,
    val title: String
)

@Serializable
data class PostPageCategory (
    val name: String,
    val slug: String
)

@Serializable
data class PostPageReview (
    val isOverdue: Boolean,
    val nextReviewOn: String? = null,
    val reviewedOn: String? = null,
    val reviewer: PostPageReviewerAuthor? = null
)

@Serializable
data class PostPageReviewerAuthor (
    val credentials: String,
    val name: String
)

@Serializable
data class PostPageSEO (
    @SerialName("canonicalUrl")
    val canonicalURL: String,

    val description: String,
    val image: PostPageRendition? = null,
    val jsonLd: JsonElement?,
    val title: String
)

@Serializable
data class PostPageSource (
    val publisher: String,
    val title: String,
    val url: String,
    val year: Long? = null
)

@Serializable
data class PostPageTag (
    val name: String,
    val slug: String
)

@Serializable
data class RouteData (
    val route: RouteRouteResult? = null
)

@Serializable
data class RouteRouteResult (
    @SerialName("__typename")
    val typename: String,

    val breadcrumbs: List<RouteBreadcrumb>? = null,
    val id: String? = null,
    val intro: String? = null,
    val isPermanent: Boolean? = null,
    val path: String? = null,
    val posts: RoutePostConnection? = null,
    val reason: String? = null,
    val seo: RouteSEO? = null,
    val title: String? = null,
    val to: String? = null
)

@Serializable
data class RouteBreadcrumb (
    val path: String,
    val title: String
)

@Serializable
data class RoutePostConnection (
    val nodes: List<RoutePost>
)

@Serializable
data class RoutePost (
    val title: String
)

@Serializable
data class RouteSEO (
    val description: String,
    val title: String
)

@Serializable
data class SearchData (
    val search: SearchSearchConnection
)

@Serializable
data class SearchSearchConnection (
    val nodes: List<SearchPost>,
    val pageInfo: SearchPageInfo,
    val totalCount: Long
)

@Serializable
data class SearchPost (
    val id: String,
    val intro: String,
    val path: String,
    val title: String
)

@Serializable
data class SearchPageInfo (
    val endCursor: String? = null,
    val hasNextPage: Boolean
)

@Serializable
data class SiteChromeData (
    val categories: List<SiteChromeCategory>,
    val site: SiteChromeSite
)

@Serializable
data class SiteChromeCategory (
    val name: String,
    val postCount: Long,
    val slug: String
)

@Serializable
data class SiteChromeSite (
    val contact: SiteChromeContact? = null,
    val crisisResources: List<SiteChromeCrisisResource>,
    val defaultLocale: String,
    val disclaimer: SiteChromeRichText,
    val locales: List<String>,
    val mainMenu: List<SiteChromeMenuItem>,
    val name: String,

    @SerialName("rootUrl")
    val rootURL: String
)

@Serializable
data class SiteChromeContact (
    val address: String,

    @SerialName("bookingUrl")
    val bookingURL: String,

    val email: String,
    val name: String,
    val openingHours: String,
    val phone: String,
    val phoneDisplay: String
)

@Serializable
data class SiteChromeCrisisResource (
    val availability: String,
    val name: String,
    val phone: String,
    val sms: String,
    val url: String,
    val verifiedOn: String
)

@Serializable
data class SiteChromeRichText (
    val html: String
)

@Serializable
data class SiteChromeMenuItem (
    val children: List<SiteChromeMenuLink>,
    val title: String,
    val url: String
)

@Serializable
data class SiteChromeMenuLink (
    val title: String,
    val url: String
)

@Serializable
data class TipsData (
    val tips: TipsTipConnection
)

@Serializable
data class TipsTipConnection (
    val nodes: List<TipsTip>,
    val pageInfo: TipsPageInfo,
    val totalCount: Long
)

@Serializable
data class TipsTip (
    val content: TipsRichText,
    val id: String,
    val post: TipsPost? = null,
    val title: String
)

@Serializable
data class TipsRichText (
    val html: String,
    val plainText: String
)

@Serializable
data class TipsPost (
    val category: TipsCategory? = null,
    val id: String,
    val title: String,
    val url: String
)

@Serializable
data class TipsCategory (
    val slug: String
)

@Serializable
data class TipsPageInfo (
    val endCursor: String? = null,
    val hasNextPage: Boolean
)

@Serializable
data class RevalidateData (
    val nodes: List<RevalidateNode?>
)

@Serializable
data class RevalidateNode (
    @SerialName("__typename")
    val typename: String,

    val address: String? = null,
    val availability: String? = null,

    @SerialName("bookingUrl")
    val bookingURL: String? = null,

    val email: String? = null,
    val id: String,
    val languages: List<String>? = null,
    val mustRevalidateAfter: String? = null,
    val name: String? = null,
    val note: String? = null,
    val openingHours: String? = null,
    val phone: String? = null,
    val phoneDisplay: String? = null,
    val region: String? = null,
    val role: String? = null,
    val sms: String? = null,
    val url: String? = null,
    val verifiedOn: String? = null,
    val verifyBy: String? = null
)

@Serializable
data class SyncData (
    val changes: SyncChangeSet
)

@Serializable
data class SyncChangeSet (
    val changes: List<SyncChange>,
    val checksum: String? = null,
    val cursor: String,
    val hasMore: Boolean
)

@Serializable
data class SyncChange (
    val id: String,
    val kind: String,
    val node: SyncNode? = null,
    val reason: String? = null,
    val type: String,
    val version: String? = null
)

@Serializable
data class SyncNode (
    @SerialName("__typename")
    val typename: String,

    val address: String? = null,
    val alt: String? = null,
    val audience: String? = null,
    val authors: List<SyncAuthor>? = null,
    val availability: String? = null,
    val bio: SyncRichText? = null,
    val body: List<SyncBlock>? = null,

    @SerialName("bookingUrl")
    val bookingURL: String? = null,

    val category: SyncCategory? = null,
    val credentials: String? = null,
    val description: String? = null,
    val dominantColor: String? = null,
    val email: String? = null,
    val filename: String? = null,
    val focalPoint: SyncFocalPoint? = null,
    val height: Long? = null,
    val heroImage: SyncImage? = null,
    val id: String,
    val intro: String? = null,
    val jobTitle: String? = null,
    val languages: List<String>? = null,
    val locale: String? = null,
    val medium: SyncRendition? = null,
    val mustRevalidateAfter: String? = null,
    val name: String? = null,
    val note: String? = null,
    val openingHours: String? = null,
    val path: String? = null,
    val phone: String? = null,
    val phoneDisplay: String? = null,
    val photo: SyncImage? = null,
    val placeholder: String? = null,
    val publishedAt: String? = null,
    val readingMinutes: Long? = null,
    val region: String? = null,
    val review: SyncReview? = null,
    val role: String? = null,
    val sensitiveTopics: List<String>? = null,
    val size: Long? = null,
    val slug: String? = null,
    val small: SyncRendition? = null,
    val sms: String? = null,
    val sources: List<SyncSource>? = null,
    val tags: List<SyncTag>? = null,
    val title: String? = null,
    val updatedAt: String? = null,
    val url: String? = null,
    val verifiedOn: String? = null,
    val verifyBy: String? = null,
    val wide: SyncRendition? = null,
    val width: Long? = null
)

@Serializable
data class SyncAuthor (
    @SerialName("__typename")
    val typename: String,

    val id: String
)

@Serializable
data class SyncRichText (
    val html: String,
    val plainText: String
)

@Serializable
data class SyncBlock (
    @SerialName("__typename")
    val typename: String,

    val alt: String? = null,
    val anchor: String? = null,
    val attribution: String? = null,
    val caption: String? = null,
    val contact: SyncContact? = null,
    val content: SyncContentRichText? = null,
    val document: SyncDocument? = null,

    @SerialName("embedHtml")
    val embedHTML: String? = null,

    val href: String? = null,
    val html: String,
    val id: String,
    val image: SyncImage? = null,
    val isDecorative: Boolean? = null,
    val items: List<SyncFAQItem>? = null,
    val label: String? = null,
    val level: String? = null,
    val note: String? = null,
    val plainText: String,
    val posts: List<SyncPost>? = null,
    val provider: String? = null,
    val quote: String? = null,
    val resources: List<SyncCrisisResource>? = null,
    val text: String? = null,
    val tips: List<SyncTip>? = null,
    val title: String? = null,
    val tone: String? = null,
    val url: String? = null
)

@Serializable
data class SyncContact (
    @SerialName("__typename")
    val typename: String,

    val id: String
)

@Serializable
data class SyncContentRichText (
    val html: String
)

@Serializable
data class SyncDocument (
    @SerialName("__typename")
    val typename: String,

    val id: String
)

@Serializable
data class SyncImage (
    @SerialName("__typename")
    val typename: String,

    val id: String
)

@Serializable
data class SyncFAQItem (
    val answer: SyncContentRichText,
    val question: String
)

@Serializable
data class SyncPost (
    @SerialName("__typename")
    val typename: String,

    val id: String
)

@Serializable
data class SyncCrisisResource (
    @SerialName("__typename")
    val typename: String,

    val id: String
)

@Serializable
data class SyncTip (
    val content: SyncContentRichText,
    val id: String,
    val title: String
)

@Serializable
data class SyncCategory (
    @SerialName("__typename")
    val typename: String,

    val id: String
)

@Serializable
data class SyncFocalPoint (
    val x: Double,
    val y: Double
)

@Serializable
data class SyncRendition (
    val height: Long,
    val url: String,
    val width: Long
)

@Serializable
data class SyncReview (
    val nextReviewOn: String? = null,
    val reviewedOn: String? = null,
    val reviewer: SyncAuthor? = null
)

@Serializable
data class SyncSource (
    val publisher: String,
    val title: String,
    val url: String,
    val year: Long? = null
)

@Serializable
data class SyncTag (
    @SerialName("__typename")
    val typename: String,

    val id: String
)

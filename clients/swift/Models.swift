// Written by `npm run generate` in clients/typescript; do not edit.

// This file was generated from JSON Schema using quicktype, do not modify it directly.
// To parse the JSON, add this file to your project and do:
//
//   let blogListData = try? JSONDecoder().decode(BlogListData.self, from: jsonData)
//   let changesData = try? JSONDecoder().decode(ChangesData.self, from: jsonData)
//   let nodeData = try? JSONDecoder().decode(NodeData.self, from: jsonData)
//   let postPageData = try? JSONDecoder().decode(PostPageData.self, from: jsonData)
//   let routeData = try? JSONDecoder().decode(RouteData.self, from: jsonData)
//   let searchData = try? JSONDecoder().decode(SearchData.self, from: jsonData)
//   let siteChromeData = try? JSONDecoder().decode(SiteChromeData.self, from: jsonData)
//   let tipsData = try? JSONDecoder().decode(TipsData.self, from: jsonData)
//   let revalidateData = try? JSONDecoder().decode(RevalidateData.self, from: jsonData)
//   let syncData = try? JSONDecoder().decode(SyncData.self, from: jsonData)

import Foundation

// MARK: - BlogListData
public struct BlogListData: Codable {
    public let posts: BlogListPostConnection

    public enum CodingKeys: String, CodingKey {
        case posts = "posts"
    }

    public init(posts: BlogListPostConnection) {
        self.posts = posts
    }
}

// MARK: - BlogListPostConnection
public struct BlogListPostConnection: Codable {
    public let edges: [BlogListPostEdge]
    public let pageInfo: BlogListPageInfo
    public let totalCount: Int

    public enum CodingKeys: String, CodingKey {
        case edges = "edges"
        case pageInfo = "pageInfo"
        case totalCount = "totalCount"
    }

    public init(edges: [BlogListPostEdge], pageInfo: BlogListPageInfo, totalCount: Int) {
        self.edges = edges
        self.pageInfo = pageInfo
        self.totalCount = totalCount
    }
}

// MARK: - BlogListPostEdge
public struct BlogListPostEdge: Codable {
    public let cursor: String
    public let node: BlogListPost

    public enum CodingKeys: String, CodingKey {
        case cursor = "cursor"
        case node = "node"
    }

    public init(cursor: String, node: BlogListPost) {
        self.cursor = cursor
        self.node = node
    }
}

// MARK: - BlogListPost
public struct BlogListPost: Codable {
    public let authors: [BlogListAuthor]
    public let category: BlogListCategory?
    public let heroImage: BlogListImage?
    public let id: String
    public let intro: String
    public let path: String
    public let publishedAt: String
    public let readingMinutes: Int
    public let slug: String
    public let tags: [BlogListTag]
    public let title: String
    public let url: String

    public enum CodingKeys: String, CodingKey {
        case authors = "authors"
        case category = "category"
        case heroImage = "heroImage"
        case id = "id"
        case intro = "intro"
        case path = "path"
        case publishedAt = "publishedAt"
        case readingMinutes = "readingMinutes"
        case slug = "slug"
        case tags = "tags"
        case title = "title"
        case url = "url"
    }

    public init(authors: [BlogListAuthor], category: BlogListCategory?, heroImage: BlogListImage?, id: String, intro: String, path: String, publishedAt: String, readingMinutes: Int, slug: String, tags: [BlogListTag], title: String, url: String) {
        self.authors = authors
        self.category = category
        self.heroImage = heroImage
        self.id = id
        self.intro = intro
        self.path = path
        self.publishedAt = publishedAt
        self.readingMinutes = readingMinutes
        self.slug = slug
        self.tags = tags
        self.title = title
        self.url = url
    }
}

// MARK: - BlogListAuthor
public struct BlogListAuthor: Codable {
    public let credentials: String
    public let name: String
    public let slug: String

    public enum CodingKeys: String, CodingKey {
        case credentials = "credentials"
        case name = "name"
        case slug = "slug"
    }

    public init(credentials: String, name: String, slug: String) {
        self.credentials = credentials
        self.name = name
        self.slug = slug
    }
}

// MARK: - BlogListCategory
public struct BlogListCategory: Codable {
    public let name: String
    public let slug: String

    public enum CodingKeys: String, CodingKey {
        case name = "name"
        case slug = "slug"
    }

    public init(name: String, slug: String) {
        self.name = name
        self.slug = slug
    }
}

// MARK: - BlogListImage
public struct BlogListImage: Codable {
    public let alt: String
    public let placeholder: String
    public let rendition: BlogListRendition

    public enum CodingKeys: String, CodingKey {
        case alt = "alt"
        case placeholder = "placeholder"
        case rendition = "rendition"
    }

    public init(alt: String, placeholder: String, rendition: BlogListRendition) {
        self.alt = alt
        self.placeholder = placeholder
        self.rendition = rendition
    }
}

// MARK: - BlogListRendition
public struct BlogListRendition: Codable {
    public let height: Int
    public let url: String
    public let width: Int

    public enum CodingKeys: String, CodingKey {
        case height = "height"
        case url = "url"
        case width = "width"
    }

    public init(height: Int, url: String, width: Int) {
        self.height = height
        self.url = url
        self.width = width
    }
}

// MARK: - BlogListTag
public struct BlogListTag: Codable {
    public let name: String
    public let slug: String

    public enum CodingKeys: String, CodingKey {
        case name = "name"
        case slug = "slug"
    }

    public init(name: String, slug: String) {
        self.name = name
        self.slug = slug
    }
}

// MARK: - BlogListPageInfo
public struct BlogListPageInfo: Codable {
    public let endCursor: String?
    public let hasNextPage: Bool

    public enum CodingKeys: String, CodingKey {
        case endCursor = "endCursor"
        case hasNextPage = "hasNextPage"
    }

    public init(endCursor: String?, hasNextPage: Bool) {
        self.endCursor = endCursor
        self.hasNextPage = hasNextPage
    }
}

// MARK: - ChangesData
public struct ChangesData: Codable {
    public let changes: ChangesChangeSet

    public enum CodingKeys: String, CodingKey {
        case changes = "changes"
    }

    public init(changes: ChangesChangeSet) {
        self.changes = changes
    }
}

// MARK: - ChangesChangeSet
public struct ChangesChangeSet: Codable {
    public let changes: [ChangesChange]
    public let cursor: String
    public let hasMore: Bool

    public enum CodingKeys: String, CodingKey {
        case changes = "changes"
        case cursor = "cursor"
        case hasMore = "hasMore"
    }

    public init(changes: [ChangesChange], cursor: String, hasMore: Bool) {
        self.changes = changes
        self.cursor = cursor
        self.hasMore = hasMore
    }
}

// MARK: - ChangesChange
public struct ChangesChange: Codable {
    public let id: String
    public let kind: String
    public let node: ChangesNode?
    public let reason: String?
    public let type: String

    public enum CodingKeys: String, CodingKey {
        case id = "id"
        case kind = "kind"
        case node = "node"
        case reason = "reason"
        case type = "type"
    }

    public init(id: String, kind: String, node: ChangesNode?, reason: String?, type: String) {
        self.id = id
        self.kind = kind
        self.node = node
        self.reason = reason
        self.type = type
    }
}

// MARK: - ChangesNode
public struct ChangesNode: Codable {
    public let typename: String
    public let body: [ChangesBlock]?
    public let id: String
    public let slug: String?
    public let title: String?
    public let updatedAt: String?

    public enum CodingKeys: String, CodingKey {
        case typename = "__typename"
        case body = "body"
        case id = "id"
        case slug = "slug"
        case title = "title"
        case updatedAt = "updatedAt"
    }

    public init(typename: String, body: [ChangesBlock]?, id: String, slug: String?, title: String?, updatedAt: String?) {
        self.typename = typename
        self.body = body
        self.id = id
        self.slug = slug
        self.title = title
        self.updatedAt = updatedAt
    }
}

// MARK: - ChangesBlock
public struct ChangesBlock: Codable {
    public let typename: String
    public let html: String
    public let id: String

    public enum CodingKeys: String, CodingKey {
        case typename = "__typename"
        case html = "html"
        case id = "id"
    }

    public init(typename: String, html: String, id: String) {
        self.typename = typename
        self.html = html
        self.id = id
    }
}

// MARK: - NodeData
public struct NodeData: Codable {
    public let node: NodeNode?

    public enum CodingKeys: String, CodingKey {
        case node = "node"
    }

    public init(node: NodeNode?) {
        self.node = node
    }
}

// MARK: - NodeNode
public struct NodeNode: Codable {
    public let typename: String
    public let alt: String?
    public let id: String
    public let name: String?
    public let title: String?

    public enum CodingKeys: String, CodingKey {
        case typename = "__typename"
        case alt = "alt"
        case id = "id"
        case name = "name"
        case title = "title"
    }

    public init(typename: String, alt: String?, id: String, name: String?, title: String?) {
        self.typename = typename
        self.alt = alt
        self.id = id
        self.name = name
        self.title = title
    }
}

// MARK: - PostPageData
public struct PostPageData: Codable {
    public let post: PostPagePostPost?

    public enum CodingKeys: String, CodingKey {
        case post = "post"
    }

    public init(post: PostPagePostPost?) {
        self.post = post
    }
}

// MARK: - PostPagePostPost
public struct PostPagePostPost: Codable {
    public let authors: [PostPageAuthor]
    public let body: [PostPageBlock]
    public let category: PostPageCategory?
    public let heroImage: PostPageImage?
    public let id: String
    public let intro: String
    public let locale: String
    public let path: String
    public let publishedAt: String
    public let readingMinutes: Int
    public let review: PostPageReview?
    public let seo: PostPageSEO
    public let sources: [PostPageSource]
    public let tags: [PostPageTag]
    public let title: String
    public let updatedAt: String?
    public let url: String

    public enum CodingKeys: String, CodingKey {
        case authors = "authors"
        case body = "body"
        case category = "category"
        case heroImage = "heroImage"
        case id = "id"
        case intro = "intro"
        case locale = "locale"
        case path = "path"
        case publishedAt = "publishedAt"
        case readingMinutes = "readingMinutes"
        case review = "review"
        case seo = "seo"
        case sources = "sources"
        case tags = "tags"
        case title = "title"
        case updatedAt = "updatedAt"
        case url = "url"
    }

    public init(authors: [PostPageAuthor], body: [PostPageBlock], category: PostPageCategory?, heroImage: PostPageImage?, id: String, intro: String, locale: String, path: String, publishedAt: String, readingMinutes: Int, review: PostPageReview?, seo: PostPageSEO, sources: [PostPageSource], tags: [PostPageTag], title: String, updatedAt: String?, url: String) {
        self.authors = authors
        self.body = body
        self.category = category
        self.heroImage = heroImage
        self.id = id
        self.intro = intro
        self.locale = locale
        self.path = path
        self.publishedAt = publishedAt
        self.readingMinutes = readingMinutes
        self.review = review
        self.seo = seo
        self.sources = sources
        self.tags = tags
        self.title = title
        self.updatedAt = updatedAt
        self.url = url
    }
}

// MARK: - PostPageAuthor
public struct PostPageAuthor: Codable {
    public let bio: PostPageRichText
    public let credentials: String
    public let jobTitle: String
    public let name: String
    public let photo: PostPageImage?
    public let slug: String

    public enum CodingKeys: String, CodingKey {
        case bio = "bio"
        case credentials = "credentials"
        case jobTitle = "jobTitle"
        case name = "name"
        case photo = "photo"
        case slug = "slug"
    }

    public init(bio: PostPageRichText, credentials: String, jobTitle: String, name: String, photo: PostPageImage?, slug: String) {
        self.bio = bio
        self.credentials = credentials
        self.jobTitle = jobTitle
        self.name = name
        self.photo = photo
        self.slug = slug
    }
}

// MARK: - PostPageRichText
public struct PostPageRichText: Codable {
    public let html: String
    public let plainText: String

    public enum CodingKeys: String, CodingKey {
        case html = "html"
        case plainText = "plainText"
    }

    public init(html: String, plainText: String) {
        self.html = html
        self.plainText = plainText
    }
}

// MARK: - PostPageImage
public struct PostPageImage: Codable {
    public let alt: String
    public let focalPoint: PostPageFocalPoint?
    public let height: Int
    public let id: String
    public let large: PostPageRendition
    public let medium: PostPageRendition
    public let placeholder: String
    public let small: PostPageRendition
    public let srcset: String
    public let width: Int

    public enum CodingKeys: String, CodingKey {
        case alt = "alt"
        case focalPoint = "focalPoint"
        case height = "height"
        case id = "id"
        case large = "large"
        case medium = "medium"
        case placeholder = "placeholder"
        case small = "small"
        case srcset = "srcset"
        case width = "width"
    }

    public init(alt: String, focalPoint: PostPageFocalPoint?, height: Int, id: String, large: PostPageRendition, medium: PostPageRendition, placeholder: String, small: PostPageRendition, srcset: String, width: Int) {
        self.alt = alt
        self.focalPoint = focalPoint
        self.height = height
        self.id = id
        self.large = large
        self.medium = medium
        self.placeholder = placeholder
        self.small = small
        self.srcset = srcset
        self.width = width
    }
}

// MARK: - PostPageFocalPoint
public struct PostPageFocalPoint: Codable {
    public let x: Double
    public let y: Double

    public enum CodingKeys: String, CodingKey {
        case x = "x"
        case y = "y"
    }

    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

// MARK: - PostPageRendition
public struct PostPageRendition: Codable {
    public let height: Int
    public let url: String
    public let width: Int

    public enum CodingKeys: String, CodingKey {
        case height = "height"
        case url = "url"
        case width = "width"
    }

    public init(height: Int, url: String, width: Int) {
        self.height = height
        self.url = url
        self.width = width
    }
}

// MARK: - PostPageBlock
public struct PostPageBlock: Codable {
    public let typename: String
    public let alt: String?
    public let anchor: String?
    public let attribution: String?
    public let caption: String?
    public let contact: PostPageContact?
    public let content: PostPageContentRichText?
    public let embedHTML: String?
    public let href: String?
    public let html: String
    public let id: String
    public let image: PostPageImage?
    public let isDecorative: Bool?
    public let items: [PostPageFAQItem]?
    public let label: String?
    public let level: String?
    public let plainText: String
    public let posts: [PostPagePost]?
    public let provider: String?
    public let quote: String?
    public let text: String?
    public let tips: [PostPageTip]?
    public let title: String?
    public let tone: String?
    public let url: String?

    public enum CodingKeys: String, CodingKey {
        case typename = "__typename"
        case alt = "alt"
        case anchor = "anchor"
        case attribution = "attribution"
        case caption = "caption"
        case contact = "contact"
        case content = "content"
        case embedHTML = "embedHtml"
        case href = "href"
        case html = "html"
        case id = "id"
        case image = "image"
        case isDecorative = "isDecorative"
        case items = "items"
        case label = "label"
        case level = "level"
        case plainText = "plainText"
        case posts = "posts"
        case provider = "provider"
        case quote = "quote"
        case text = "text"
        case tips = "tips"
        case title = "title"
        case tone = "tone"
        case url = "url"
    }

    public init(typename: String, alt: String?, anchor: String?, attribution: String?, caption: String?, contact: PostPageContact?, content: PostPageContentRichText?, embedHTML: String?, href: String?, html: String, id: String, image: PostPageImage?, isDecorative: Bool?, items: [PostPageFAQItem]?, label: String?, level: String?, plainText: String, posts: [PostPagePost]?, provider: String?, quote: String?, text: String?, tips: [PostPageTip]?, title: String?, tone: String?, url: String?) {
        self.typename = typename
        self.alt = alt
        self.anchor = anchor
        self.attribution = attribution
        self.caption = caption
        self.contact = contact
        self.content = content
        self.embedHTML = embedHTML
        self.href = href
        self.html = html
        self.id = id
        self.image = image
        self.isDecorative = isDecorative
        self.items = items
        self.label = label
        self.level = level
        self.plainText = plainText
        self.posts = posts
        self.provider = provider
        self.quote = quote
        self.text = text
        self.tips = tips
        self.title = title
        self.tone = tone
        self.url = url
    }
}

// MARK: - PostPageContact
public struct PostPageContact: Codable {
    public let address: String
    public let bookingURL: String
    public let email: String
    public let id: String
    public let name: String
    public let note: String
    public let openingHours: String
    public let phone: String
    public let phoneDisplay: String

    public enum CodingKeys: String, CodingKey {
        case address = "address"
        case bookingURL = "bookingUrl"
        case email = "email"
        case id = "id"
        case name = "name"
        case note = "note"
        case openingHours = "openingHours"
        case phone = "phone"
        case phoneDisplay = "phoneDisplay"
    }

    public init(address: String, bookingURL: String, email: String, id: String, name: String, note: String, openingHours: String, phone: String, phoneDisplay: String) {
        self.address = address
        self.bookingURL = bookingURL
        self.email = email
        self.id = id
        self.name = name
        self.note = note
        self.openingHours = openingHours
        self.phone = phone
        self.phoneDisplay = phoneDisplay
    }
}

// MARK: - PostPageContentRichText
public struct PostPageContentRichText: Codable {
    public let ast: JSONAny?
    public let html: String
    public let markdown: String?
    public let plainText: String?

    public enum CodingKeys: String, CodingKey {
        case ast = "ast"
        case html = "html"
        case markdown = "markdown"
        case plainText = "plainText"
    }

    public init(ast: JSONAny?, html: String, markdown: String?, plainText: String?) {
        self.ast = ast
        self.html = html
        self.markdown = markdown
        self.plainText = plainText
    }
}

// MARK: - PostPageFAQItem
public struct PostPageFAQItem: Codable {
    public let answer: PostPageContentRichText2
    public let question: String

    public enum CodingKeys: String, CodingKey {
        case answer = "answer"
        case question = "question"
    }

    public init(answer: PostPageContentRichText2, question: String) {
        self.answer = answer
        self.question = question
    }
}

// MARK: - PostPageContentRichText2
public struct PostPageContentRichText2: Codable {
    public let html: String

    public enum CodingKeys: String, CodingKey {
        case html = "html"
    }

    public init(html: String) {
        self.html = html
    }
}

// MARK: - PostPagePost
public struct PostPagePost: Codable {
    public let heroImage: PostPageHeroImageImage?
    public let id: String
    public let title: String
    public let url: String

    public enum CodingKeys: String, CodingKey {
        case heroImage = "heroImage"
        case id = "id"
        case title = "title"
        case url = "url"
    }

    public init(heroImage: PostPageHeroImageImage?, id: String, title: String, url: String) {
        self.heroImage = heroImage
        self.id = id
        self.title = title
        self.url = url
    }
}

// MARK: - PostPageHeroImageImage
public struct PostPageHeroImageImage: Codable {
    public let rendition: PostPageRendition

    public enum CodingKeys: String, CodingKey {
        case rendition = "rendition"
    }

    public init(rendition: PostPageRendition) {
        self.rendition = rendition
    }
}

// MARK: - PostPageTip
public struct PostPageTip: Codable {
    public let content: PostPageContentRichText2
    public let id: String
    public let title: String

    public enum CodingKeys: String, CodingKey {
        case content = "content"
        case id = "id"
        case title = "title"
    }

    public init(content: PostPageContentRichText2, id: String, title: String) {
        self.content = content
        self.id = id
        self.title = title
    }
}

// MARK: - PostPageCategory
public struct PostPageCategory: Codable {
    public let name: String
    public let slug: String

    public enum CodingKeys: String, CodingKey {
        case name = "name"
        case slug = "slug"
    }

    public init(name: String, slug: String) {
        self.name = name
        self.slug = slug
    }
}

// MARK: - PostPageReview
public struct PostPageReview: Codable {
    public let isOverdue: Bool
    public let nextReviewOn: String?
    public let reviewedOn: String?
    public let reviewer: PostPageReviewerAuthor?

    public enum CodingKeys: String, CodingKey {
        case isOverdue = "isOverdue"
        case nextReviewOn = "nextReviewOn"
        case reviewedOn = "reviewedOn"
        case reviewer = "reviewer"
    }

    public init(isOverdue: Bool, nextReviewOn: String?, reviewedOn: String?, reviewer: PostPageReviewerAuthor?) {
        self.isOverdue = isOverdue
        self.nextReviewOn = nextReviewOn
        self.reviewedOn = reviewedOn
        self.reviewer = reviewer
    }
}

// MARK: - PostPageReviewerAuthor
public struct PostPageReviewerAuthor: Codable {
    public let credentials: String
    public let name: String

    public enum CodingKeys: String, CodingKey {
        case credentials = "credentials"
        case name = "name"
    }

    public init(credentials: String, name: String) {
        self.credentials = credentials
        self.name = name
    }
}

// MARK: - PostPageSEO
public struct PostPageSEO: Codable {
    public let canonicalURL: String
    public let description: String
    public let image: PostPageRendition?
    public let jsonLd: JSONAny
    public let title: String

    public enum CodingKeys: String, CodingKey {
        case canonicalURL = "canonicalUrl"
        case description = "description"
        case image = "image"
        case jsonLd = "jsonLd"
        case title = "title"
    }

    public init(canonicalURL: String, description: String, image: PostPageRendition?, jsonLd: JSONAny, title: String) {
        self.canonicalURL = canonicalURL
        self.description = description
        self.image = image
        self.jsonLd = jsonLd
        self.title = title
    }
}

// MARK: - PostPageSource
public struct PostPageSource: Codable {
    public let publisher: String
    public let title: String
    public let url: String
    public let year: Int?

    public enum CodingKeys: String, CodingKey {
        case publisher = "publisher"
        case title = "title"
        case url = "url"
        case year = "year"
    }

    public init(publisher: String, title: String, url: String, year: Int?) {
        self.publisher = publisher
        self.title = title
        self.url = url
        self.year = year
    }
}

// MARK: - PostPageTag
public struct PostPageTag: Codable {
    public let name: String
    public let slug: String

    public enum CodingKeys: String, CodingKey {
        case name = "name"
        case slug = "slug"
    }

    public init(name: String, slug: String) {
        self.name = name
        self.slug = slug
    }
}

// MARK: - RouteData
public struct RouteData: Codable {
    public let route: RouteRouteResult?

    public enum CodingKeys: String, CodingKey {
        case route = "route"
    }

    public init(route: RouteRouteResult?) {
        self.route = route
    }
}

// MARK: - RouteRouteResult
public struct RouteRouteResult: Codable {
    public let typename: String
    public let breadcrumbs: [RouteBreadcrumb]?
    public let id: String?
    public let intro: String?
    public let isPermanent: Bool?
    public let path: String?
    public let posts: RoutePostConnection?
    public let reason: String?
    public let seo: RouteSEO?
    public let title: String?
    public let to: String?

    public enum CodingKeys: String, CodingKey {
        case typename = "__typename"
        case breadcrumbs = "breadcrumbs"
        case id = "id"
        case intro = "intro"
        case isPermanent = "isPermanent"
        case path = "path"
        case posts = "posts"
        case reason = "reason"
        case seo = "seo"
        case title = "title"
        case to = "to"
    }

    public init(typename: String, breadcrumbs: [RouteBreadcrumb]?, id: String?, intro: String?, isPermanent: Bool?, path: String?, posts: RoutePostConnection?, reason: String?, seo: RouteSEO?, title: String?, to: String?) {
        self.typename = typename
        self.breadcrumbs = breadcrumbs
        self.id = id
        self.intro = intro
        self.isPermanent = isPermanent
        self.path = path
        self.posts = posts
        self.reason = reason
        self.seo = seo
        self.title = title
        self.to = to
    }
}

// MARK: - RouteBreadcrumb
public struct RouteBreadcrumb: Codable {
    public let path: String
    public let title: String

    public enum CodingKeys: String, CodingKey {
        case path = "path"
        case title = "title"
    }

    public init(path: String, title: String) {
        self.path = path
        self.title = title
    }
}

// MARK: - RoutePostConnection
public struct RoutePostConnection: Codable {
    public let nodes: [RoutePost]

    public enum CodingKeys: String, CodingKey {
        case nodes = "nodes"
    }

    public init(nodes: [RoutePost]) {
        self.nodes = nodes
    }
}

// MARK: - RoutePost
public struct RoutePost: Codable {
    public let title: String

    public enum CodingKeys: String, CodingKey {
        case title = "title"
    }

    public init(title: String) {
        self.title = title
    }
}

// MARK: - RouteSEO
public struct RouteSEO: Codable {
    public let description: String
    public let title: String

    public enum CodingKeys: String, CodingKey {
        case description = "description"
        case title = "title"
    }

    public init(description: String, title: String) {
        self.description = description
        self.title = title
    }
}

// MARK: - SearchData
public struct SearchData: Codable {
    public let search: SearchSearchConnection

    public enum CodingKeys: String, CodingKey {
        case search = "search"
    }

    public init(search: SearchSearchConnection) {
        self.search = search
    }
}

// MARK: - SearchSearchConnection
public struct SearchSearchConnection: Codable {
    public let nodes: [SearchPost]
    public let pageInfo: SearchPageInfo
    public let totalCount: Int

    public enum CodingKeys: String, CodingKey {
        case nodes = "nodes"
        case pageInfo = "pageInfo"
        case totalCount = "totalCount"
    }

    public init(nodes: [SearchPost], pageInfo: SearchPageInfo, totalCount: Int) {
        self.nodes = nodes
        self.pageInfo = pageInfo
        self.totalCount = totalCount
    }
}

// MARK: - SearchPost
public struct SearchPost: Codable {
    public let id: String
    public let intro: String
    public let path: String
    public let title: String

    public enum CodingKeys: String, CodingKey {
        case id = "id"
        case intro = "intro"
        case path = "path"
        case title = "title"
    }

    public init(id: String, intro: String, path: String, title: String) {
        self.id = id
        self.intro = intro
        self.path = path
        self.title = title
    }
}

// MARK: - SearchPageInfo
public struct SearchPageInfo: Codable {
    public let endCursor: String?
    public let hasNextPage: Bool

    public enum CodingKeys: String, CodingKey {
        case endCursor = "endCursor"
        case hasNextPage = "hasNextPage"
    }

    public init(endCursor: String?, hasNextPage: Bool) {
        self.endCursor = endCursor
        self.hasNextPage = hasNextPage
    }
}

// MARK: - SiteChromeData
public struct SiteChromeData: Codable {
    public let categories: [SiteChromeCategory]
    public let site: SiteChromeSite

    public enum CodingKeys: String, CodingKey {
        case categories = "categories"
        case site = "site"
    }

    public init(categories: [SiteChromeCategory], site: SiteChromeSite) {
        self.categories = categories
        self.site = site
    }
}

// MARK: - SiteChromeCategory
public struct SiteChromeCategory: Codable {
    public let name: String
    public let postCount: Int
    public let slug: String

    public enum CodingKeys: String, CodingKey {
        case name = "name"
        case postCount = "postCount"
        case slug = "slug"
    }

    public init(name: String, postCount: Int, slug: String) {
        self.name = name
        self.postCount = postCount
        self.slug = slug
    }
}

// MARK: - SiteChromeSite
public struct SiteChromeSite: Codable {
    public let contact: SiteChromeContact?
    public let crisisResources: [SiteChromeCrisisResource]
    public let defaultLocale: String
    public let disclaimer: SiteChromeRichText
    public let locales: [String]
    public let mainMenu: [SiteChromeMenuItem]
    public let name: String
    public let rootURL: String

    public enum CodingKeys: String, CodingKey {
        case contact = "contact"
        case crisisResources = "crisisResources"
        case defaultLocale = "defaultLocale"
        case disclaimer = "disclaimer"
        case locales = "locales"
        case mainMenu = "mainMenu"
        case name = "name"
        case rootURL = "rootUrl"
    }

    public init(contact: SiteChromeContact?, crisisResources: [SiteChromeCrisisResource], defaultLocale: String, disclaimer: SiteChromeRichText, locales: [String], mainMenu: [SiteChromeMenuItem], name: String, rootURL: String) {
        self.contact = contact
        self.crisisResources = crisisResources
        self.defaultLocale = defaultLocale
        self.disclaimer = disclaimer
        self.locales = locales
        self.mainMenu = mainMenu
        self.name = name
        self.rootURL = rootURL
    }
}

// MARK: - SiteChromeContact
public struct SiteChromeContact: Codable {
    public let address: String
    public let bookingURL: String
    public let email: String
    public let name: String
    public let openingHours: String
    public let phone: String
    public let phoneDisplay: String

    public enum CodingKeys: String, CodingKey {
        case address = "address"
        case bookingURL = "bookingUrl"
        case email = "email"
        case name = "name"
        case openingHours = "openingHours"
        case phone = "phone"
        case phoneDisplay = "phoneDisplay"
    }

    public init(address: String, bookingURL: String, email: String, name: String, openingHours: String, phone: String, phoneDisplay: String) {
        self.address = address
        self.bookingURL = bookingURL
        self.email = email
        self.name = name
        self.openingHours = openingHours
        self.phone = phone
        self.phoneDisplay = phoneDisplay
    }
}

// MARK: - SiteChromeCrisisResource
public struct SiteChromeCrisisResource: Codable {
    public let availability: String
    public let name: String
    public let phone: String
    public let sms: String
    public let url: String
    public let verifiedOn: String

    public enum CodingKeys: String, CodingKey {
        case availability = "availability"
        case name = "name"
        case phone = "phone"
        case sms = "sms"
        case url = "url"
        case verifiedOn = "verifiedOn"
    }

    public init(availability: String, name: String, phone: String, sms: String, url: String, verifiedOn: String) {
        self.availability = availability
        self.name = name
        self.phone = phone
        self.sms = sms
        self.url = url
        self.verifiedOn = verifiedOn
    }
}

// MARK: - SiteChromeRichText
public struct SiteChromeRichText: Codable {
    public let html: String

    public enum CodingKeys: String, CodingKey {
        case html = "html"
    }

    public init(html: String) {
        self.html = html
    }
}

// MARK: - SiteChromeMenuItem
public struct SiteChromeMenuItem: Codable {
    public let children: [SiteChromeMenuLink]
    public let title: String
    public let url: String

    public enum CodingKeys: String, CodingKey {
        case children = "children"
        case title = "title"
        case url = "url"
    }

    public init(children: [SiteChromeMenuLink], title: String, url: String) {
        self.children = children
        self.title = title
        self.url = url
    }
}

// MARK: - SiteChromeMenuLink
public struct SiteChromeMenuLink: Codable {
    public let title: String
    public let url: String

    public enum CodingKeys: String, CodingKey {
        case title = "title"
        case url = "url"
    }

    public init(title: String, url: String) {
        self.title = title
        self.url = url
    }
}

// MARK: - TipsData
public struct TipsData: Codable {
    public let tips: TipsTipConnection

    public enum CodingKeys: String, CodingKey {
        case tips = "tips"
    }

    public init(tips: TipsTipConnection) {
        self.tips = tips
    }
}

// MARK: - TipsTipConnection
public struct TipsTipConnection: Codable {
    public let nodes: [TipsTip]
    public let pageInfo: TipsPageInfo
    public let totalCount: Int

    public enum CodingKeys: String, CodingKey {
        case nodes = "nodes"
        case pageInfo = "pageInfo"
        case totalCount = "totalCount"
    }

    public init(nodes: [TipsTip], pageInfo: TipsPageInfo, totalCount: Int) {
        self.nodes = nodes
        self.pageInfo = pageInfo
        self.totalCount = totalCount
    }
}

// MARK: - TipsTip
public struct TipsTip: Codable {
    public let content: TipsRichText
    public let id: String
    public let post: TipsPost?
    public let title: String

    public enum CodingKeys: String, CodingKey {
        case content = "content"
        case id = "id"
        case post = "post"
        case title = "title"
    }

    public init(content: TipsRichText, id: String, post: TipsPost?, title: String) {
        self.content = content
        self.id = id
        self.post = post
        self.title = title
    }
}

// MARK: - TipsRichText
public struct TipsRichText: Codable {
    public let html: String
    public let plainText: String

    public enum CodingKeys: String, CodingKey {
        case html = "html"
        case plainText = "plainText"
    }

    public init(html: String, plainText: String) {
        self.html = html
        self.plainText = plainText
    }
}

// MARK: - TipsPost
public struct TipsPost: Codable {
    public let category: TipsCategory?
    public let id: String
    public let title: String
    public let url: String

    public enum CodingKeys: String, CodingKey {
        case category = "category"
        case id = "id"
        case title = "title"
        case url = "url"
    }

    public init(category: TipsCategory?, id: String, title: String, url: String) {
        self.category = category
        self.id = id
        self.title = title
        self.url = url
    }
}

// MARK: - TipsCategory
public struct TipsCategory: Codable {
    public let slug: String

    public enum CodingKeys: String, CodingKey {
        case slug = "slug"
    }

    public init(slug: String) {
        self.slug = slug
    }
}

// MARK: - TipsPageInfo
public struct TipsPageInfo: Codable {
    public let endCursor: String?
    public let hasNextPage: Bool

    public enum CodingKeys: String, CodingKey {
        case endCursor = "endCursor"
        case hasNextPage = "hasNextPage"
    }

    public init(endCursor: String?, hasNextPage: Bool) {
        self.endCursor = endCursor
        self.hasNextPage = hasNextPage
    }
}

// MARK: - RevalidateData
public struct RevalidateData: Codable {
    public let nodes: [RevalidateNode?]

    public enum CodingKeys: String, CodingKey {
        case nodes = "nodes"
    }

    public init(nodes: [RevalidateNode?]) {
        self.nodes = nodes
    }
}

// MARK: - RevalidateNode
public struct RevalidateNode: Codable {
    public let typename: String
    public let address: String?
    public let availability: String?
    public let bookingURL: String?
    public let email: String?
    public let id: String
    public let languages: [String]?
    public let mustRevalidateAfter: String?
    public let name: String?
    public let note: String?
    public let openingHours: String?
    public let phone: String?
    public let phoneDisplay: String?
    public let region: String?
    public let role: String?
    public let sms: String?
    public let url: String?
    public let verifiedOn: String?
    public let verifyBy: String?

    public enum CodingKeys: String, CodingKey {
        case typename = "__typename"
        case address = "address"
        case availability = "availability"
        case bookingURL = "bookingUrl"
        case email = "email"
        case id = "id"
        case languages = "languages"
        case mustRevalidateAfter = "mustRevalidateAfter"
        case name = "name"
        case note = "note"
        case openingHours = "openingHours"
        case phone = "phone"
        case phoneDisplay = "phoneDisplay"
        case region = "region"
        case role = "role"
        case sms = "sms"
        case url = "url"
        case verifiedOn = "verifiedOn"
        case verifyBy = "verifyBy"
    }

    public init(typename: String, address: String?, availability: String?, bookingURL: String?, email: String?, id: String, languages: [String]?, mustRevalidateAfter: String?, name: String?, note: String?, openingHours: String?, phone: String?, phoneDisplay: String?, region: String?, role: String?, sms: String?, url: String?, verifiedOn: String?, verifyBy: String?) {
        self.typename = typename
        self.address = address
        self.availability = availability
        self.bookingURL = bookingURL
        self.email = email
        self.id = id
        self.languages = languages
        self.mustRevalidateAfter = mustRevalidateAfter
        self.name = name
        self.note = note
        self.openingHours = openingHours
        self.phone = phone
        self.phoneDisplay = phoneDisplay
        self.region = region
        self.role = role
        self.sms = sms
        self.url = url
        self.verifiedOn = verifiedOn
        self.verifyBy = verifyBy
    }
}

// MARK: - SyncData
public struct SyncData: Codable {
    public let changes: SyncChangeSet

    public enum CodingKeys: String, CodingKey {
        case changes = "changes"
    }

    public init(changes: SyncChangeSet) {
        self.changes = changes
    }
}

// MARK: - SyncChangeSet
public struct SyncChangeSet: Codable {
    public let changes: [SyncChange]
    public let checksum: String?
    public let cursor: String
    public let hasMore: Bool

    public enum CodingKeys: String, CodingKey {
        case changes = "changes"
        case checksum = "checksum"
        case cursor = "cursor"
        case hasMore = "hasMore"
    }

    public init(changes: [SyncChange], checksum: String?, cursor: String, hasMore: Bool) {
        self.changes = changes
        self.checksum = checksum
        self.cursor = cursor
        self.hasMore = hasMore
    }
}

// MARK: - SyncChange
public struct SyncChange: Codable {
    public let id: String
    public let kind: String
    public let node: SyncNode?
    public let reason: String?
    public let type: String
    public let version: String?

    public enum CodingKeys: String, CodingKey {
        case id = "id"
        case kind = "kind"
        case node = "node"
        case reason = "reason"
        case type = "type"
        case version = "version"
    }

    public init(id: String, kind: String, node: SyncNode?, reason: String?, type: String, version: String?) {
        self.id = id
        self.kind = kind
        self.node = node
        self.reason = reason
        self.type = type
        self.version = version
    }
}

// MARK: - SyncNode
public struct SyncNode: Codable {
    public let typename: String
    public let address: String?
    public let alt: String?
    public let audience: String?
    public let authors: [SyncAuthor]?
    public let availability: String?
    public let bio: SyncRichText?
    public let body: [SyncBlock]?
    public let bookingURL: String?
    public let category: SyncCategory?
    public let credentials: String?
    public let description: String?
    public let dominantColor: String?
    public let email: String?
    public let filename: String?
    public let focalPoint: SyncFocalPoint?
    public let height: Int?
    public let heroImage: SyncImage?
    public let id: String
    public let intro: String?
    public let jobTitle: String?
    public let languages: [String]?
    public let locale: String?
    public let medium: SyncRendition?
    public let mustRevalidateAfter: String?
    public let name: String?
    public let note: String?
    public let openingHours: String?
    public let path: String?
    public let phone: String?
    public let phoneDisplay: String?
    public let photo: SyncImage?
    public let placeholder: String?
    public let publishedAt: String?
    public let readingMinutes: Int?
    public let region: String?
    public let review: SyncReview?
    public let role: String?
    public let sensitiveTopics: [String]?
    public let size: Int?
    public let slug: String?
    public let small: SyncRendition?
    public let sms: String?
    public let sources: [SyncSource]?
    public let tags: [SyncTag]?
    public let title: String?
    public let updatedAt: String?
    public let url: String?
    public let verifiedOn: String?
    public let verifyBy: String?
    public let wide: SyncRendition?
    public let width: Int?

    public enum CodingKeys: String, CodingKey {
        case typename = "__typename"
        case address = "address"
        case alt = "alt"
        case audience = "audience"
        case authors = "authors"
        case availability = "availability"
        case bio = "bio"
        case body = "body"
        case bookingURL = "bookingUrl"
        case category = "category"
        case credentials = "credentials"
        case description = "description"
        case dominantColor = "dominantColor"
        case email = "email"
        case filename = "filename"
        case focalPoint = "focalPoint"
        case height = "height"
        case heroImage = "heroImage"
        case id = "id"
        case intro = "intro"
        case jobTitle = "jobTitle"
        case languages = "languages"
        case locale = "locale"
        case medium = "medium"
        case mustRevalidateAfter = "mustRevalidateAfter"
        case name = "name"
        case note = "note"
        case openingHours = "openingHours"
        case path = "path"
        case phone = "phone"
        case phoneDisplay = "phoneDisplay"
        case photo = "photo"
        case placeholder = "placeholder"
        case publishedAt = "publishedAt"
        case readingMinutes = "readingMinutes"
        case region = "region"
        case review = "review"
        case role = "role"
        case sensitiveTopics = "sensitiveTopics"
        case size = "size"
        case slug = "slug"
        case small = "small"
        case sms = "sms"
        case sources = "sources"
        case tags = "tags"
        case title = "title"
        case updatedAt = "updatedAt"
        case url = "url"
        case verifiedOn = "verifiedOn"
        case verifyBy = "verifyBy"
        case wide = "wide"
        case width = "width"
    }

    public init(typename: String, address: String?, alt: String?, audience: String?, authors: [SyncAuthor]?, availability: String?, bio: SyncRichText?, body: [SyncBlock]?, bookingURL: String?, category: SyncCategory?, credentials: String?, description: String?, dominantColor: String?, email: String?, filename: String?, focalPoint: SyncFocalPoint?, height: Int?, heroImage: SyncImage?, id: String, intro: String?, jobTitle: String?, languages: [String]?, locale: String?, medium: SyncRendition?, mustRevalidateAfter: String?, name: String?, note: String?, openingHours: String?, path: String?, phone: String?, phoneDisplay: String?, photo: SyncImage?, placeholder: String?, publishedAt: String?, readingMinutes: Int?, region: String?, review: SyncReview?, role: String?, sensitiveTopics: [String]?, size: Int?, slug: String?, small: SyncRendition?, sms: String?, sources: [SyncSource]?, tags: [SyncTag]?, title: String?, updatedAt: String?, url: String?, verifiedOn: String?, verifyBy: String?, wide: SyncRendition?, width: Int?) {
        self.typename = typename
        self.address = address
        self.alt = alt
        self.audience = audience
        self.authors = authors
        self.availability = availability
        self.bio = bio
        self.body = body
        self.bookingURL = bookingURL
        self.category = category
        self.credentials = credentials
        self.description = description
        self.dominantColor = dominantColor
        self.email = email
        self.filename = filename
        self.focalPoint = focalPoint
        self.height = height
        self.heroImage = heroImage
        self.id = id
        self.intro = intro
        self.jobTitle = jobTitle
        self.languages = languages
        self.locale = locale
        self.medium = medium
        self.mustRevalidateAfter = mustRevalidateAfter
        self.name = name
        self.note = note
        self.openingHours = openingHours
        self.path = path
        self.phone = phone
        self.phoneDisplay = phoneDisplay
        self.photo = photo
        self.placeholder = placeholder
        self.publishedAt = publishedAt
        self.readingMinutes = readingMinutes
        self.region = region
        self.review = review
        self.role = role
        self.sensitiveTopics = sensitiveTopics
        self.size = size
        self.slug = slug
        self.small = small
        self.sms = sms
        self.sources = sources
        self.tags = tags
        self.title = title
        self.updatedAt = updatedAt
        self.url = url
        self.verifiedOn = verifiedOn
        self.verifyBy = verifyBy
        self.wide = wide
        self.width = width
    }
}

// MARK: - SyncAuthor
public struct SyncAuthor: Codable {
    public let typename: String
    public let id: String

    public enum CodingKeys: String, CodingKey {
        case typename = "__typename"
        case id = "id"
    }

    public init(typename: String, id: String) {
        self.typename = typename
        self.id = id
    }
}

// MARK: - SyncRichText
public struct SyncRichText: Codable {
    public let html: String
    public let plainText: String

    public enum CodingKeys: String, CodingKey {
        case html = "html"
        case plainText = "plainText"
    }

    public init(html: String, plainText: String) {
        self.html = html
        self.plainText = plainText
    }
}

// MARK: - SyncBlock
public struct SyncBlock: Codable {
    public let typename: String
    public let alt: String?
    public let anchor: String?
    public let attribution: String?
    public let caption: String?
    public let contact: SyncContact?
    public let content: SyncContentRichText?
    public let document: SyncDocument?
    public let embedHTML: String?
    public let href: String?
    public let html: String
    public let id: String
    public let image: SyncImage?
    public let isDecorative: Bool?
    public let items: [SyncFAQItem]?
    public let label: String?
    public let level: String?
    public let note: String?
    public let plainText: String
    public let posts: [SyncPost]?
    public let provider: String?
    public let quote: String?
    public let resources: [SyncCrisisResource]?
    public let text: String?
    public let tips: [SyncTip]?
    public let title: String?
    public let tone: String?
    public let url: String?

    public enum CodingKeys: String, CodingKey {
        case typename = "__typename"
        case alt = "alt"
        case anchor = "anchor"
        case attribution = "attribution"
        case caption = "caption"
        case contact = "contact"
        case content = "content"
        case document = "document"
        case embedHTML = "embedHtml"
        case href = "href"
        case html = "html"
        case id = "id"
        case image = "image"
        case isDecorative = "isDecorative"
        case items = "items"
        case label = "label"
        case level = "level"
        case note = "note"
        case plainText = "plainText"
        case posts = "posts"
        case provider = "provider"
        case quote = "quote"
        case resources = "resources"
        case text = "text"
        case tips = "tips"
        case title = "title"
        case tone = "tone"
        case url = "url"
    }

    public init(typename: String, alt: String?, anchor: String?, attribution: String?, caption: String?, contact: SyncContact?, content: SyncContentRichText?, document: SyncDocument?, embedHTML: String?, href: String?, html: String, id: String, image: SyncImage?, isDecorative: Bool?, items: [SyncFAQItem]?, label: String?, level: String?, note: String?, plainText: String, posts: [SyncPost]?, provider: String?, quote: String?, resources: [SyncCrisisResource]?, text: String?, tips: [SyncTip]?, title: String?, tone: String?, url: String?) {
        self.typename = typename
        self.alt = alt
        self.anchor = anchor
        self.attribution = attribution
        self.caption = caption
        self.contact = contact
        self.content = content
        self.document = document
        self.embedHTML = embedHTML
        self.href = href
        self.html = html
        self.id = id
        self.image = image
        self.isDecorative = isDecorative
        self.items = items
        self.label = label
        self.level = level
        self.note = note
        self.plainText = plainText
        self.posts = posts
        self.provider = provider
        self.quote = quote
        self.resources = resources
        self.text = text
        self.tips = tips
        self.title = title
        self.tone = tone
        self.url = url
    }
}

// MARK: - SyncContact
public struct SyncContact: Codable {
    public let typename: String
    public let id: String

    public enum CodingKeys: String, CodingKey {
        case typename = "__typename"
        case id = "id"
    }

    public init(typename: String, id: String) {
        self.typename = typename
        self.id = id
    }
}

// MARK: - SyncContentRichText
public struct SyncContentRichText: Codable {
    public let html: String

    public enum CodingKeys: String, CodingKey {
        case html = "html"
    }

    public init(html: String) {
        self.html = html
    }
}

// MARK: - SyncDocument
public struct SyncDocument: Codable {
    public let typename: String
    public let id: String

    public enum CodingKeys: String, CodingKey {
        case typename = "__typename"
        case id = "id"
    }

    public init(typename: String, id: String) {
        self.typename = typename
        self.id = id
    }
}

// MARK: - SyncImage
public struct SyncImage: Codable {
    public let typename: String
    public let id: String

    public enum CodingKeys: String, CodingKey {
        case typename = "__typename"
        case id = "id"
    }

    public init(typename: String, id: String) {
        self.typename = typename
        self.id = id
    }
}

// MARK: - SyncFAQItem
public struct SyncFAQItem: Codable {
    public let answer: SyncContentRichText
    public let question: String

    public enum CodingKeys: String, CodingKey {
        case answer = "answer"
        case question = "question"
    }

    public init(answer: SyncContentRichText, question: String) {
        self.answer = answer
        self.question = question
    }
}

// MARK: - SyncPost
public struct SyncPost: Codable {
    public let typename: String
    public let id: String

    public enum CodingKeys: String, CodingKey {
        case typename = "__typename"
        case id = "id"
    }

    public init(typename: String, id: String) {
        self.typename = typename
        self.id = id
    }
}

// MARK: - SyncCrisisResource
public struct SyncCrisisResource: Codable {
    public let typename: String
    public let id: String

    public enum CodingKeys: String, CodingKey {
        case typename = "__typename"
        case id = "id"
    }

    public init(typename: String, id: String) {
        self.typename = typename
        self.id = id
    }
}

// MARK: - SyncTip
public struct SyncTip: Codable {
    public let content: SyncContentRichText
    public let id: String
    public let title: String

    public enum CodingKeys: String, CodingKey {
        case content = "content"
        case id = "id"
        case title = "title"
    }

    public init(content: SyncContentRichText, id: String, title: String) {
        self.content = content
        self.id = id
        self.title = title
    }
}

// MARK: - SyncCategory
public struct SyncCategory: Codable {
    public let typename: String
    public let id: String

    public enum CodingKeys: String, CodingKey {
        case typename = "__typename"
        case id = "id"
    }

    public init(typename: String, id: String) {
        self.typename = typename
        self.id = id
    }
}

// MARK: - SyncFocalPoint
public struct SyncFocalPoint: Codable {
    public let x: Double
    public let y: Double

    public enum CodingKeys: String, CodingKey {
        case x = "x"
        case y = "y"
    }

    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

// MARK: - SyncRendition
public struct SyncRendition: Codable {
    public let height: Int
    public let url: String
    public let width: Int

    public enum CodingKeys: String, CodingKey {
        case height = "height"
        case url = "url"
        case width = "width"
    }

    public init(height: Int, url: String, width: Int) {
        self.height = height
        self.url = url
        self.width = width
    }
}

// MARK: - SyncReview
public struct SyncReview: Codable {
    public let nextReviewOn: String?
    public let reviewedOn: String?
    public let reviewer: SyncAuthor?

    public enum CodingKeys: String, CodingKey {
        case nextReviewOn = "nextReviewOn"
        case reviewedOn = "reviewedOn"
        case reviewer = "reviewer"
    }

    public init(nextReviewOn: String?, reviewedOn: String?, reviewer: SyncAuthor?) {
        self.nextReviewOn = nextReviewOn
        self.reviewedOn = reviewedOn
        self.reviewer = reviewer
    }
}

// MARK: - SyncSource
public struct SyncSource: Codable {
    public let publisher: String
    public let title: String
    public let url: String
    public let year: Int?

    public enum CodingKeys: String, CodingKey {
        case publisher = "publisher"
        case title = "title"
        case url = "url"
        case year = "year"
    }

    public init(publisher: String, title: String, url: String, year: Int?) {
        self.publisher = publisher
        self.title = title
        self.url = url
        self.year = year
    }
}

// MARK: - SyncTag
public struct SyncTag: Codable {
    public let typename: String
    public let id: String

    public enum CodingKeys: String, CodingKey {
        case typename = "__typename"
        case id = "id"
    }

    public init(typename: String, id: String) {
        self.typename = typename
        self.id = id
    }
}

// MARK: - Encode/decode helpers

public class JSONNull: Codable, Hashable {

    public static func == (lhs: JSONNull, rhs: JSONNull) -> Bool {
        return true
    }

    public var hashValue: Int {
        return 0
    }

    public func hash(into hasher: inout Hasher) {
        // No-op
    }

    public init() {}

    public required init(from decoder: Decoder) throws {
        let container = try decoder.singleValueContainer()
        if !container.decodeNil() {
            throw DecodingError.typeMismatch(JSONNull.self, DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "Wrong type for JSONNull"))
        }
    }

    public func encode(to encoder: Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encodeNil()
    }
}

class JSONCodingKey: CodingKey {
    let key: String

    required init?(intValue: Int) {
        return nil
    }

    required init?(stringValue: String) {
        key = stringValue
    }

    var intValue: Int? {
        return nil
    }

    var stringValue: String {
        return key
    }
}

public class JSONAny: Codable {

    public let value: Any

    static func decodingError(forCodingPath codingPath: [CodingKey]) -> DecodingError {
        let context = DecodingError.Context(codingPath: codingPath, debugDescription: "Cannot decode JSONAny")
        return DecodingError.typeMismatch(JSONAny.self, context)
    }

    static func encodingError(forValue value: Any, codingPath: [CodingKey]) -> EncodingError {
        let context = EncodingError.Context(codingPath: codingPath, debugDescription: "Cannot encode JSONAny")
        return EncodingError.invalidValue(value, context)
    }

    static func decode(from container: SingleValueDecodingContainer) throws -> Any {
        if let value = try? container.decode(Bool.self) {
            return value
        }
        if let value = try? container.decode(Int64.self) {
            return value
        }
        if let value = try? container.decode(Double.self) {
            return value
        }
        if let value = try? container.decode(String.self) {
            return value
        }
        if container.decodeNil() {
            return JSONNull()
        }
        throw decodingError(forCodingPath: container.codingPath)
    }

    static func decode(from container: inout UnkeyedDecodingContainer) throws -> Any {
        if let value = try? container.decode(Bool.self) {
            return value
        }
        if let value = try? container.decode(Int64.self) {
            return value
        }
        if let value = try? container.decode(Double.self) {
            return value
        }
        if let value = try? container.decode(String.self) {
            return value
        }
        if let value = try? container.decodeNil() {
            if value {
                return JSONNull()
            }
        }
        if var container = try? container.nestedUnkeyedContainer() {
            return try decodeArray(from: &container)
        }
        if var container = try? container.nestedContainer(keyedBy: JSONCodingKey.self) {
            return try decodeDictionary(from: &container)
        }
        throw decodingError(forCodingPath: container.codingPath)
    }

    static func decode(from container: inout KeyedDecodingContainer<JSONCodingKey>, forKey key: JSONCodingKey) throws -> Any {
        if let value = try? container.decode(Bool.self, forKey: key) {
            return value
        }
        if let value = try? container.decode(Int64.self, forKey: key) {
            return value
        }
        if let value = try? container.decode(Double.self, forKey: key) {
            return value
        }
        if let value = try? container.decode(String.self, forKey: key) {
            return value
        }
        if let value = try? container.decodeNil(forKey: key) {
            if value {
                return JSONNull()
            }
        }
        if var container = try? container.nestedUnkeyedContainer(forKey: key) {
            return try decodeArray(from: &container)
        }
        if var container = try? container.nestedContainer(keyedBy: JSONCodingKey.self, forKey: key) {
            return try decodeDictionary(from: &container)
        }
        throw decodingError(forCodingPath: container.codingPath)
    }

    static func decodeArray(from container: inout UnkeyedDecodingContainer) throws -> [Any] {
        var arr: [Any] = []
        while !container.isAtEnd {
            let value = try decode(from: &container)
            arr.append(value)
        }
        return arr
    }

    static func decodeDictionary(from container: inout KeyedDecodingContainer<JSONCodingKey>) throws -> [String: Any] {
        var dict = [String: Any]()
        for key in container.allKeys {
            let value = try decode(from: &container, forKey: key)
            dict[key.stringValue] = value
        }
        return dict
    }

    static func encode(to container: inout UnkeyedEncodingContainer, array: [Any]) throws {
        for value in array {
            if let value = value as? Bool {
                try container.encode(value)
            } else if let value = value as? Int64 {
                try container.encode(value)
            } else if let value = value as? Double {
                try container.encode(value)
            } else if let value = value as? String {
                try container.encode(value)
            } else if value is JSONNull {
                try container.encodeNil()
            } else if let value = value as? [Any] {
                var container = container.nestedUnkeyedContainer()
                try encode(to: &container, array: value)
            } else if let value = value as? [String: Any] {
                var container = container.nestedContainer(keyedBy: JSONCodingKey.self)
                try encode(to: &container, dictionary: value)
            } else {
                throw encodingError(forValue: value, codingPath: container.codingPath)
            }
        }
    }

    static func encode(to container: inout KeyedEncodingContainer<JSONCodingKey>, dictionary: [String: Any]) throws {
        for (key, value) in dictionary {
            let key = JSONCodingKey(stringValue: key)!
            if let value = value as? Bool {
                try container.encode(value, forKey: key)
            } else if let value = value as? Int64 {
                try container.encode(value, forKey: key)
            } else if let value = value as? Double {
                try container.encode(value, forKey: key)
            } else if let value = value as? String {
                try container.encode(value, forKey: key)
            } else if value is JSONNull {
                try container.encodeNil(forKey: key)
            } else if let value = value as? [Any] {
                var container = container.nestedUnkeyedContainer(forKey: key)
                try encode(to: &container, array: value)
            } else if let value = value as? [String: Any] {
                var container = container.nestedContainer(keyedBy: JSONCodingKey.self, forKey: key)
                try encode(to: &container, dictionary: value)
            } else {
                throw encodingError(forValue: value, codingPath: container.codingPath)
            }
        }
    }

    static func encode(to container: inout SingleValueEncodingContainer, value: Any) throws {
        if let value = value as? Bool {
            try container.encode(value)
        } else if let value = value as? Int64 {
            try container.encode(value)
        } else if let value = value as? Double {
            try container.encode(value)
        } else if let value = value as? String {
            try container.encode(value)
        } else if value is JSONNull {
            try container.encodeNil()
        } else {
            throw encodingError(forValue: value, codingPath: container.codingPath)
        }
    }

    public required init(from decoder: Decoder) throws {
        if var arrayContainer = try? decoder.unkeyedContainer() {
            self.value = try JSONAny.decodeArray(from: &arrayContainer)
        } else if var container = try? decoder.container(keyedBy: JSONCodingKey.self) {
            self.value = try JSONAny.decodeDictionary(from: &container)
        } else {
            let container = try decoder.singleValueContainer()
            self.value = try JSONAny.decode(from: container)
        }
    }

    public func encode(to encoder: Encoder) throws {
        if let arr = self.value as? [Any] {
            var container = encoder.unkeyedContainer()
            try JSONAny.encode(to: &container, array: arr)
        } else if let dict = self.value as? [String: Any] {
            var container = encoder.container(keyedBy: JSONCodingKey.self)
            try JSONAny.encode(to: &container, dictionary: dict)
        } else {
            var container = encoder.singleValueContainer()
            try JSONAny.encode(to: &container, value: self.value)
        }
    }
}

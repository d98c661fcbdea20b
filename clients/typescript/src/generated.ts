// Written by `npm run generate` from api/schema.graphql and the operations; do not edit.

/** An operation with the types of its answer and of its variables. */
export interface Operation<Data, Variables> {
  readonly name: string;
  /** The SHA-256 of the text, for persisted queries. */
  readonly hash: string;
  readonly text: string;
  /** Never there: it only carries the types. */
  readonly types?: (variables: Variables) => Data;
}

/** The types that this client knows, by the interfaces and unions they belong to. */
export const knownTypes = {
  Block: ["CallToActionBlock","CalloutBlock","ContactBlock","CrisisBlock","DocumentBlock","EmbedBlock","FaqBlock","FaqItem","GalleryBlock","GalleryImage","HeadingBlock","ImageBlock","ParagraphBlock","QuoteBlock","RelatedPostsBlock","Source","SourcesBlock","TableBlock","Tip","TipsBlock"],
  Node: ["Author","BlogIndex","Category","Contact","CrisisResource","Document","Home","Image","Post","Tag"],
  Page: ["BlogIndex","Home","Post"],
  RouteResult: ["BlogIndex","Home","Post","Redirect","RestrictedPage"],
} as const;

/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** Whom a post is written for. */
export type Audience =
  /** Everyone */
  | 'EVERYONE'
  /** Young people */
  | 'YOUNG_PEOPLE'
  /** Parents and guardians */
  | 'PARENTS'
  /** People who care for somebody */
  | 'CARERS'
  /** Professionals */
  | 'PROFESSIONALS'
  | '%future added value';

/** Conditions on the audience. All that are given must hold. */
export type AudienceFilter = {
  /** Is this one. */
  readonly eq?: Audience | null | undefined;
  /** Is one of these. */
  readonly in?: ReadonlyArray<Audience> | null | undefined;
};

/** The kinds of blocks that a body can hold. */
export type BlockKind =
  /** A heading that opens a section. */
  | 'HEADING'
  /** Running text with links, lists and emphasis. */
  | 'PARAGRAPH'
  /** One picture with an optional caption. */
  | 'IMAGE'
  /** Several pictures that belong together. */
  | 'GALLERY'
  /** Somebody's words, set apart from the text. */
  | 'QUOTE'
  /** Pieces of advice, each with a title and an explanation. */
  | 'TIPS'
  /** A passage set apart: information, a warning, good news, or urgent help. */
  | 'CALLOUT'
  /** A video from TikTok, YouTube, Instagram or Vimeo; other pages as a card. */
  | 'EMBED'
  /** What readers often ask, with short answers. */
  | 'FAQ'
  /** Other posts that are worth reading next. */
  | 'RELATED_POSTS'
  /** A contact of the practice, with an optional heading and note. */
  | 'CONTACT'
  /** Whom to call in a crisis. Posts on sensitive topics need it. */
  | 'CRISIS'
  /** A button that leads to a page, an address, a phone or an e-mail. */
  | 'CALL_TO_ACTION'
  /** A file to download, such as a worksheet. */
  | 'DOCUMENT'
  /** Rows and columns of short texts. */
  | 'TABLE'
  /** The works that a passage relies on, at the place where it matters. */
  | 'SOURCES'
  | '%future added value';

/** The choices of CalloutTone. */
export type CalloutTone =
  /** Information */
  | 'INFO'
  /** Warning */
  | 'WARNING'
  /** Good news */
  | 'SUCCESS'
  /** Urgent */
  | 'URGENT'
  | '%future added value';

/** What has to be done with an object. */
export type ChangeKind =
  /** Keep it as it is in `node`. */
  | 'UPSERT'
  /** Forget it. */
  | 'REMOVE'
  | '%future added value';

/** Conditions on a moment. All that are given must hold. A moment without an offset is meant in UTC. */
export type DateTimeFilter = {
  /** Is later than this. */
  readonly after?: string | null | undefined;
  /** Is earlier than this. */
  readonly before?: string | null | undefined;
};

/** The sites whose players are known. */
export type EmbedProvider =
  /** TikTok */
  | 'TIKTOK'
  /** YouTube */
  | 'YOUTUBE'
  /** Instagram */
  | 'INSTAGRAM'
  /** Vimeo */
  | 'VIMEO'
  /** Another site */
  | 'OTHER'
  | '%future added value';

/** The choices of HeadingLevel. */
export type HeadingLevel =
  /** Heading 2 */
  | 'H2'
  /** Heading 3 */
  | 'H3'
  /** Heading 4 */
  | 'H4'
  | '%future added value';

/** Conditions on the language. All that are given must hold. */
export type LocaleFilter = {
  /** Is this one, such as `en`. */
  readonly eq?: string | null | undefined;
  /** Is one of these. */
  readonly in?: ReadonlyArray<string> | null | undefined;
};

/** The types of objects with an id. */
export type NodeKind =
  /** Objects of the type `Tag`. */
  | 'TAG'
  /** Objects of the type `Document`. */
  | 'DOCUMENT'
  /** Objects of the type `Image`. */
  | 'IMAGE'
  /** Objects of the type `Category`. */
  | 'CATEGORY'
  /** Objects of the type `Contact`. */
  | 'CONTACT'
  /** Objects of the type `CrisisResource`. */
  | 'CRISIS_RESOURCE'
  /** Objects of the type `Author`. */
  | 'AUTHOR'
  /** Objects of the type `Home`. */
  | 'HOME'
  /** Objects of the type `BlogIndex`. */
  | 'BLOG_INDEX'
  /** Objects of the type `Post`. */
  | 'POST'
  | '%future added value';

/** Conditions on posts. All that are given must hold. */
export type PostFilter = {
  /** Of the category. */
  readonly category?: SlugFilter | null | undefined;
  /** Of any of the tags. */
  readonly tag?: SlugFilter | null | undefined;
  /** Of any of the authors. */
  readonly author?: SlugFilter | null | undefined;
  /** When the post was first published. */
  readonly publishedAt?: DateTimeFilter | null | undefined;
  /** Whom the post is written for. */
  readonly audience?: AudienceFilter | null | undefined;
  /** How the clinical review stands. */
  readonly reviewState?: ReviewStateFilter | null | undefined;
  /** The language. Without it, that of the request. */
  readonly locale?: LocaleFilter | null | undefined;
  /** The body holds a block of each of these kinds. */
  readonly hasBlock?: ReadonlyArray<BlockKind> | null | undefined;
};

/** In which order posts come. */
export type PostOrder =
  /** Last published first. */
  | 'NEWEST'
  /** First published first. */
  | 'OLDEST'
  /** Last changed first. */
  | 'RECENTLY_UPDATED'
  /** By title. */
  | 'TITLE'
  | '%future added value';

/** Why an object has to be forgotten. */
export type RemovalReason =
  /** It is no more. */
  | 'DELETED'
  /** It was taken down, and may come back. */
  | 'UNPUBLISHED'
  /** Its time is over. */
  | 'EXPIRED'
  /** It is no longer part of what was asked for. */
  | 'MOVED_OUT'
  /** Only some readers may see it now. */
  | 'RESTRICTED'
  | '%future added value';

/** Why a page cannot be read without more rights. */
export type RestrictionReason =
  /** It is for people who have logged in. */
  | 'LOGIN'
  /** It is for members of certain groups. */
  | 'GROUPS'
  /** It has a password. */
  | 'PASSWORD'
  | '%future added value';

/** How a post stands with its clinical review, today. */
export type ReviewState =
  /** Never reviewed */
  | 'NEVER_REVIEWED'
  /** Current */
  | 'CURRENT'
  /** Due soon */
  | 'DUE_SOON'
  /** Overdue */
  | 'OVERDUE'
  /** Withdrawn */
  | 'WITHDRAWN'
  | '%future added value';

/** Conditions on how the clinical review stands today. All that are given must hold. */
export type ReviewStateFilter = {
  /** Is this one. */
  readonly eq?: ReviewState | null | undefined;
  /** Is one of these. */
  readonly in?: ReadonlyArray<ReviewState> | null | undefined;
};

/** What may be hard to read for somebody in a bad moment. */
export type SensitiveTopic =
  /** Suicide */
  | 'SUICIDE'
  /** Self-harm */
  | 'SELF_HARM'
  /** Eating disorders */
  | 'EATING_DISORDERS'
  /** Abuse and violence */
  | 'ABUSE'
  /** Alcohol and drugs */
  | 'SUBSTANCE_USE'
  /** Death and grief */
  | 'GRIEF'
  | '%future added value';

/** Conditions on a slug. All that are given must hold. */
export type SlugFilter = {
  /** Is this one. */
  readonly eq?: string | null | undefined;
  /** Is one of these. */
  readonly in?: ReadonlyArray<string> | null | undefined;
};

/** Conditions on tips. All that are given must hold. */
export type TipFilter = {
  /** Of the category of the post. */
  readonly category?: SlugFilter | null | undefined;
  /** Of any of the tags of the post. */
  readonly tag?: SlugFilter | null | undefined;
  /** Words that the tip must hold, each of them, anywhere. */
  readonly text?: string | null | undefined;
};

export type BlogListQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: PostFilter | null | undefined;
  orderBy?: PostOrder | null | undefined;
}>;


export type BlogListQuery = { readonly posts: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly edges: ReadonlyArray<{ readonly cursor: string, readonly node: { readonly id: string, readonly title: string, readonly slug: string, readonly path: string, readonly url: string, readonly intro: string, readonly publishedAt: string, readonly readingMinutes: number, readonly category: { readonly name: string, readonly slug: string } | null, readonly tags: ReadonlyArray<{ readonly name: string, readonly slug: string }>, readonly authors: ReadonlyArray<{ readonly name: string, readonly slug: string, readonly credentials: string }>, readonly heroImage: { readonly alt: string, readonly placeholder: string, readonly rendition: { readonly url: string, readonly width: number, readonly height: number } } | null } }> } };

export type PostCardFragment = { readonly id: string, readonly title: string, readonly slug: string, readonly path: string, readonly url: string, readonly intro: string, readonly publishedAt: string, readonly readingMinutes: number, readonly category: { readonly name: string, readonly slug: string } | null, readonly tags: ReadonlyArray<{ readonly name: string, readonly slug: string }>, readonly authors: ReadonlyArray<{ readonly name: string, readonly slug: string, readonly credentials: string }>, readonly heroImage: { readonly alt: string, readonly placeholder: string, readonly rendition: { readonly url: string, readonly width: number, readonly height: number } } | null };

export type ChangesQueryVariables = Exact<{
  since?: string | null | undefined;
  first?: number | null | undefined;
}>;


export type ChangesQuery = { readonly changes: { readonly cursor: string, readonly hasMore: boolean, readonly changes: ReadonlyArray<{ readonly kind: ChangeKind, readonly id: string, readonly type: string, readonly reason: RemovalReason | null, readonly node:
        | { readonly __typename: 'Author', readonly id: string }
        | { readonly __typename: 'BlogIndex', readonly id: string }
        | { readonly __typename: 'Category', readonly id: string }
        | { readonly __typename: 'Contact', readonly id: string }
        | { readonly __typename: 'CrisisResource', readonly id: string }
        | { readonly __typename: 'Document', readonly id: string }
        | { readonly __typename: 'Home', readonly id: string }
        | { readonly __typename: 'Image', readonly id: string }
        | { readonly __typename: 'Post', readonly title: string, readonly slug: string, readonly updatedAt: string | null, readonly id: string, readonly body: ReadonlyArray<
            | { readonly __typename: 'CallToActionBlock', readonly id: string, readonly html: string }
            | { readonly __typename: 'CalloutBlock', readonly id: string, readonly html: string }
            | { readonly __typename: 'ContactBlock', readonly id: string, readonly html: string }
            | { readonly __typename: 'CrisisBlock', readonly id: string, readonly html: string }
            | { readonly __typename: 'DocumentBlock', readonly id: string, readonly html: string }
            | { readonly __typename: 'EmbedBlock', readonly id: string, readonly html: string }
            | { readonly __typename: 'FaqBlock', readonly id: string, readonly html: string }
            | { readonly __typename: 'FaqItem', readonly id: string, readonly html: string }
            | { readonly __typename: 'GalleryBlock', readonly id: string, readonly html: string }
            | { readonly __typename: 'GalleryImage', readonly id: string, readonly html: string }
            | { readonly __typename: 'HeadingBlock', readonly id: string, readonly html: string }
            | { readonly __typename: 'ImageBlock', readonly id: string, readonly html: string }
            | { readonly __typename: 'ParagraphBlock', readonly id: string, readonly html: string }
            | { readonly __typename: 'QuoteBlock', readonly id: string, readonly html: string }
            | { readonly __typename: 'RelatedPostsBlock', readonly id: string, readonly html: string }
            | { readonly __typename: 'Source', readonly id: string, readonly html: string }
            | { readonly __typename: 'SourcesBlock', readonly id: string, readonly html: string }
            | { readonly __typename: 'TableBlock', readonly id: string, readonly html: string }
            | { readonly __typename: 'Tip', readonly id: string, readonly html: string }
            | { readonly __typename: 'TipsBlock', readonly id: string, readonly html: string }
          > }
        | { readonly __typename: 'Tag', readonly id: string }
       | null }> } };

export type NodeQueryVariables = Exact<{
  id: string;
}>;


export type NodeQuery = { readonly node:
    | { readonly __typename: 'Author', readonly name: string, readonly id: string }
    | { readonly __typename: 'BlogIndex', readonly id: string }
    | { readonly __typename: 'Category', readonly id: string }
    | { readonly __typename: 'Contact', readonly id: string }
    | { readonly __typename: 'CrisisResource', readonly id: string }
    | { readonly __typename: 'Document', readonly id: string }
    | { readonly __typename: 'Home', readonly id: string }
    | { readonly __typename: 'Image', readonly alt: string, readonly id: string }
    | { readonly __typename: 'Post', readonly title: string, readonly id: string }
    | { readonly __typename: 'Tag', readonly id: string }
   | null };

export type PostPageQueryVariables = Exact<{
  slug: string;
}>;


export type PostPageQuery = { readonly post: { readonly id: string, readonly title: string, readonly path: string, readonly url: string, readonly locale: string, readonly intro: string, readonly publishedAt: string, readonly updatedAt: string | null, readonly readingMinutes: number, readonly heroImage: { readonly id: string, readonly alt: string, readonly width: number, readonly height: number, readonly placeholder: string, readonly srcset: string, readonly focalPoint: { readonly x: number, readonly y: number } | null, readonly small: { readonly url: string, readonly width: number, readonly height: number }, readonly medium: { readonly url: string, readonly width: number, readonly height: number }, readonly large: { readonly url: string, readonly width: number, readonly height: number } } | null, readonly authors: ReadonlyArray<{ readonly name: string, readonly slug: string, readonly jobTitle: string, readonly credentials: string, readonly bio: { readonly html: string, readonly plainText: string }, readonly photo: { readonly id: string, readonly alt: string, readonly width: number, readonly height: number, readonly placeholder: string, readonly srcset: string, readonly focalPoint: { readonly x: number, readonly y: number } | null, readonly small: { readonly url: string, readonly width: number, readonly height: number }, readonly medium: { readonly url: string, readonly width: number, readonly height: number }, readonly large: { readonly url: string, readonly width: number, readonly height: number } } | null }>, readonly category: { readonly name: string, readonly slug: string } | null, readonly tags: ReadonlyArray<{ readonly name: string, readonly slug: string }>, readonly review: { readonly reviewedOn: string | null, readonly nextReviewOn: string | null, readonly isOverdue: boolean, readonly reviewer: { readonly name: string, readonly credentials: string } | null } | null, readonly sources: ReadonlyArray<{ readonly title: string, readonly url: string, readonly publisher: string, readonly year: number | null }>, readonly seo: { readonly title: string, readonly description: string, readonly canonicalUrl: string, readonly jsonLd: unknown, readonly image: { readonly url: string, readonly width: number, readonly height: number } | null }, readonly body: ReadonlyArray<
      | { readonly __typename: 'CallToActionBlock', readonly label: string, readonly href: string, readonly id: string, readonly html: string, readonly plainText: string }
      | { readonly __typename: 'CalloutBlock', readonly tone: CalloutTone | null, readonly title: string, readonly id: string, readonly html: string, readonly plainText: string, readonly content: { readonly html: string } }
      | { readonly __typename: 'ContactBlock', readonly title: string, readonly id: string, readonly html: string, readonly plainText: string, readonly contact: { readonly id: string, readonly name: string, readonly phone: string, readonly phoneDisplay: string, readonly email: string, readonly bookingUrl: string, readonly address: string, readonly openingHours: string, readonly note: string } | null }
      | { readonly __typename: 'CrisisBlock', readonly id: string, readonly html: string, readonly plainText: string }
      | { readonly __typename: 'DocumentBlock', readonly id: string, readonly html: string, readonly plainText: string }
      | { readonly __typename: 'EmbedBlock', readonly url: string, readonly provider: EmbedProvider | null, readonly caption: string, readonly embedHtml: string, readonly id: string, readonly html: string, readonly plainText: string }
      | { readonly __typename: 'FaqBlock', readonly id: string, readonly html: string, readonly plainText: string, readonly items: ReadonlyArray<{ readonly question: string, readonly answer: { readonly html: string } }> }
      | { readonly __typename: 'FaqItem', readonly id: string, readonly html: string, readonly plainText: string }
      | { readonly __typename: 'GalleryBlock', readonly id: string, readonly html: string, readonly plainText: string }
      | { readonly __typename: 'GalleryImage', readonly id: string, readonly html: string, readonly plainText: string }
      | { readonly __typename: 'HeadingBlock', readonly text: string, readonly level: HeadingLevel | null, readonly anchor: string, readonly id: string, readonly html: string, readonly plainText: string }
      | { readonly __typename: 'ImageBlock', readonly alt: string, readonly isDecorative: boolean, readonly caption: string, readonly id: string, readonly html: string, readonly plainText: string, readonly image: { readonly id: string, readonly alt: string, readonly width: number, readonly height: number, readonly placeholder: string, readonly srcset: string, readonly focalPoint: { readonly x: number, readonly y: number } | null, readonly small: { readonly url: string, readonly width: number, readonly height: number }, readonly medium: { readonly url: string, readonly width: number, readonly height: number }, readonly large: { readonly url: string, readonly width: number, readonly height: number } } | null }
      | { readonly __typename: 'ParagraphBlock', readonly id: string, readonly html: string, readonly plainText: string, readonly content: { readonly html: string, readonly plainText: string, readonly markdown: string, readonly ast: unknown } }
      | { readonly __typename: 'QuoteBlock', readonly quote: string, readonly attribution: string, readonly id: string, readonly html: string, readonly plainText: string }
      | { readonly __typename: 'RelatedPostsBlock', readonly title: string, readonly id: string, readonly html: string, readonly plainText: string, readonly posts: ReadonlyArray<{ readonly id: string, readonly title: string, readonly url: string, readonly heroImage: { readonly rendition: { readonly url: string, readonly width: number, readonly height: number } } | null }> }
      | { readonly __typename: 'Source', readonly id: string, readonly html: string, readonly plainText: string }
      | { readonly __typename: 'SourcesBlock', readonly id: string, readonly html: string, readonly plainText: string }
      | { readonly __typename: 'TableBlock', readonly id: string, readonly html: string, readonly plainText: string }
      | { readonly __typename: 'Tip', readonly id: string, readonly html: string, readonly plainText: string }
      | { readonly __typename: 'TipsBlock', readonly title: string, readonly id: string, readonly html: string, readonly plainText: string, readonly tips: ReadonlyArray<{ readonly id: string, readonly title: string, readonly content: { readonly html: string } }> }
    > } | null };

export type PictureFragment = { readonly id: string, readonly alt: string, readonly width: number, readonly height: number, readonly placeholder: string, readonly srcset: string, readonly focalPoint: { readonly x: number, readonly y: number } | null, readonly small: { readonly url: string, readonly width: number, readonly height: number }, readonly medium: { readonly url: string, readonly width: number, readonly height: number }, readonly large: { readonly url: string, readonly width: number, readonly height: number } };

export type ContactDetailsFragment = { readonly id: string, readonly name: string, readonly phone: string, readonly phoneDisplay: string, readonly email: string, readonly bookingUrl: string, readonly address: string, readonly openingHours: string, readonly note: string };

export type RouteQueryVariables = Exact<{
  path: string;
}>;


export type RouteQuery = { readonly route:
    | { readonly __typename: 'Post', readonly id: string, readonly title: string, readonly path: string, readonly intro: string, readonly seo: { readonly title: string, readonly description: string }, readonly breadcrumbs: ReadonlyArray<{ readonly title: string, readonly path: string }> }
    | { readonly __typename: 'BlogIndex', readonly id: string, readonly title: string, readonly path: string, readonly seo: { readonly title: string, readonly description: string }, readonly breadcrumbs: ReadonlyArray<{ readonly title: string, readonly path: string }>, readonly posts: { readonly nodes: ReadonlyArray<{ readonly title: string }> } }
    | { readonly __typename: 'Home', readonly id: string, readonly title: string, readonly path: string, readonly seo: { readonly title: string, readonly description: string }, readonly breadcrumbs: ReadonlyArray<{ readonly title: string, readonly path: string }> }
    | { readonly __typename: 'Redirect', readonly to: string, readonly isPermanent: boolean }
    | { readonly __typename: 'RestrictedPage', readonly reason: RestrictionReason }
   | null };

export type SearchQueryVariables = Exact<{
  query: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SearchQuery = { readonly search: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly title: string, readonly path: string, readonly intro: string }> } };

export type SiteChromeQueryVariables = Exact<{ [key: string]: never; }>;


export type SiteChromeQuery = { readonly site: { readonly name: string, readonly rootUrl: string, readonly defaultLocale: string, readonly locales: ReadonlyArray<string>, readonly mainMenu: ReadonlyArray<{ readonly title: string, readonly url: string, readonly children: ReadonlyArray<{ readonly title: string, readonly url: string }> }>, readonly contact: { readonly name: string, readonly phone: string, readonly phoneDisplay: string, readonly email: string, readonly bookingUrl: string, readonly address: string, readonly openingHours: string } | null, readonly crisisResources: ReadonlyArray<{ readonly name: string, readonly phone: string, readonly sms: string, readonly url: string, readonly availability: string, readonly verifiedOn: string }>, readonly disclaimer: { readonly html: string } }, readonly categories: ReadonlyArray<{ readonly name: string, readonly slug: string, readonly postCount: number }> };

export type TipsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: TipFilter | null | undefined;
}>;


export type TipsQuery = { readonly tips: { readonly totalCount: number, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly title: string, readonly content: { readonly html: string, readonly plainText: string }, readonly post: { readonly id: string, readonly title: string, readonly url: string, readonly category: { readonly slug: string } | null } | null }> } };

export type RevalidateQueryVariables = Exact<{
  ids: ReadonlyArray<string> | string;
}>;


export type RevalidateQuery = { readonly nodes: ReadonlyArray<
    | { readonly __typename: 'Author', readonly id: string }
    | { readonly __typename: 'BlogIndex', readonly id: string }
    | { readonly __typename: 'Category', readonly id: string }
    | { readonly __typename: 'Contact', readonly id: string, readonly name: string, readonly role: string, readonly phone: string, readonly phoneDisplay: string, readonly email: string, readonly bookingUrl: string, readonly address: string, readonly openingHours: string, readonly note: string, readonly mustRevalidateAfter: string }
    | { readonly __typename: 'CrisisResource', readonly id: string, readonly name: string, readonly region: string, readonly phone: string, readonly sms: string, readonly url: string, readonly availability: string, readonly languages: ReadonlyArray<string>, readonly verifiedOn: string, readonly verifyBy: string, readonly mustRevalidateAfter: string }
    | { readonly __typename: 'Document', readonly id: string }
    | { readonly __typename: 'Home', readonly id: string }
    | { readonly __typename: 'Image', readonly id: string }
    | { readonly __typename: 'Post', readonly id: string }
    | { readonly __typename: 'Tag', readonly id: string }
   | null> };

export type SyncQueryVariables = Exact<{
  since?: string | null | undefined;
  first?: number;
  verify?: boolean;
  types?: ReadonlyArray<NodeKind> | NodeKind | null | undefined;
  category?: string | null | undefined;
  locale?: string | null | undefined;
}>;


export type SyncQuery = { readonly changes: { readonly cursor: string, readonly hasMore: boolean, readonly checksum?: string | null, readonly changes: ReadonlyArray<{ readonly kind: ChangeKind, readonly id: string, readonly type: string, readonly version: string | null, readonly reason: RemovalReason | null, readonly node:
        | { readonly __typename: 'Author', readonly id: string, readonly name: string, readonly slug: string, readonly jobTitle: string, readonly credentials: string, readonly bio: { readonly html: string, readonly plainText: string }, readonly photo: { readonly __typename: 'Image', readonly id: string } | null }
        | { readonly __typename: 'BlogIndex', readonly id: string, readonly title: string, readonly path: string, readonly url: string, readonly locale: string, readonly intro: string }
        | { readonly __typename: 'Category', readonly id: string, readonly name: string, readonly slug: string, readonly description: string }
        | { readonly __typename: 'Contact', readonly id: string, readonly name: string, readonly role: string, readonly phone: string, readonly phoneDisplay: string, readonly email: string, readonly bookingUrl: string, readonly address: string, readonly openingHours: string, readonly note: string, readonly mustRevalidateAfter: string }
        | { readonly __typename: 'CrisisResource', readonly id: string, readonly name: string, readonly region: string, readonly phone: string, readonly sms: string, readonly url: string, readonly availability: string, readonly languages: ReadonlyArray<string>, readonly verifiedOn: string, readonly verifyBy: string, readonly mustRevalidateAfter: string }
        | { readonly __typename: 'Document', readonly id: string, readonly title: string, readonly filename: string, readonly size: number, readonly url: string }
        | { readonly __typename: 'Home', readonly id: string, readonly title: string, readonly path: string, readonly url: string, readonly locale: string, readonly intro: string, readonly heroImage: { readonly __typename: 'Image', readonly id: string } | null }
        | { readonly __typename: 'Image', readonly id: string, readonly alt: string, readonly width: number, readonly height: number, readonly placeholder: string, readonly dominantColor: string, readonly focalPoint: { readonly x: number, readonly y: number } | null, readonly small: { readonly url: string, readonly width: number, readonly height: number }, readonly medium: { readonly url: string, readonly width: number, readonly height: number }, readonly wide: { readonly url: string, readonly width: number, readonly height: number } }
        | { readonly __typename: 'Post', readonly id: string, readonly title: string, readonly slug: string, readonly path: string, readonly url: string, readonly locale: string, readonly intro: string, readonly publishedAt: string, readonly updatedAt: string | null, readonly readingMinutes: number, readonly audience: Audience | null, readonly sensitiveTopics: ReadonlyArray<SensitiveTopic>, readonly heroImage: { readonly __typename: 'Image', readonly id: string } | null, readonly category: { readonly __typename: 'Category', readonly id: string } | null, readonly authors: ReadonlyArray<{ readonly __typename: 'Author', readonly id: string }>, readonly tags: ReadonlyArray<{ readonly __typename: 'Tag', readonly id: string }>, readonly sources: ReadonlyArray<{ readonly title: string, readonly url: string, readonly publisher: string, readonly year: number | null }>, readonly review: { readonly reviewedOn: string | null, readonly nextReviewOn: string | null, readonly reviewer: { readonly __typename: 'Author', readonly id: string } | null } | null, readonly body: ReadonlyArray<
            | { readonly __typename: 'CallToActionBlock', readonly label: string, readonly href: string, readonly id: string, readonly html: string, readonly plainText: string }
            | { readonly __typename: 'CalloutBlock', readonly tone: CalloutTone | null, readonly title: string, readonly id: string, readonly html: string, readonly plainText: string, readonly content: { readonly html: string } }
            | { readonly __typename: 'ContactBlock', readonly title: string, readonly note: string, readonly id: string, readonly html: string, readonly plainText: string, readonly contact: { readonly __typename: 'Contact', readonly id: string } | null }
            | { readonly __typename: 'CrisisBlock', readonly note: string, readonly id: string, readonly html: string, readonly plainText: string, readonly resources: ReadonlyArray<{ readonly __typename: 'CrisisResource', readonly id: string }> }
            | { readonly __typename: 'DocumentBlock', readonly title: string, readonly id: string, readonly html: string, readonly plainText: string, readonly document: { readonly __typename: 'Document', readonly id: string } | null }
            | { readonly __typename: 'EmbedBlock', readonly url: string, readonly provider: EmbedProvider | null, readonly caption: string, readonly embedHtml: string, readonly id: string, readonly html: string, readonly plainText: string }
            | { readonly __typename: 'FaqBlock', readonly title: string, readonly id: string, readonly html: string, readonly plainText: string, readonly items: ReadonlyArray<{ readonly question: string, readonly answer: { readonly html: string } }> }
            | { readonly __typename: 'FaqItem', readonly id: string, readonly html: string, readonly plainText: string }
            | { readonly __typename: 'GalleryBlock', readonly id: string, readonly html: string, readonly plainText: string }
            | { readonly __typename: 'GalleryImage', readonly id: string, readonly html: string, readonly plainText: string }
            | { readonly __typename: 'HeadingBlock', readonly text: string, readonly level: HeadingLevel | null, readonly anchor: string, readonly id: string, readonly html: string, readonly plainText: string }
            | { readonly __typename: 'ImageBlock', readonly alt: string, readonly isDecorative: boolean, readonly caption: string, readonly id: string, readonly html: string, readonly plainText: string, readonly image: { readonly __typename: 'Image', readonly id: string } | null }
            | { readonly __typename: 'ParagraphBlock', readonly id: string, readonly html: string, readonly plainText: string }
            | { readonly __typename: 'QuoteBlock', readonly quote: string, readonly attribution: string, readonly id: string, readonly html: string, readonly plainText: string }
            | { readonly __typename: 'RelatedPostsBlock', readonly title: string, readonly id: string, readonly html: string, readonly plainText: string, readonly posts: ReadonlyArray<{ readonly __typename: 'Post', readonly id: string }> }
            | { readonly __typename: 'Source', readonly id: string, readonly html: string, readonly plainText: string }
            | { readonly __typename: 'SourcesBlock', readonly id: string, readonly html: string, readonly plainText: string }
            | { readonly __typename: 'TableBlock', readonly id: string, readonly html: string, readonly plainText: string }
            | { readonly __typename: 'Tip', readonly id: string, readonly html: string, readonly plainText: string }
            | { readonly __typename: 'TipsBlock', readonly title: string, readonly id: string, readonly html: string, readonly plainText: string, readonly tips: ReadonlyArray<{ readonly id: string, readonly title: string, readonly content: { readonly html: string } }> }
          > }
        | { readonly __typename: 'Tag', readonly id: string, readonly name: string, readonly slug: string }
       | null }> } };

export type SyncedAuthorFragment = { readonly name: string, readonly slug: string, readonly jobTitle: string, readonly credentials: string, readonly bio: { readonly html: string, readonly plainText: string }, readonly photo: { readonly __typename: 'Image', readonly id: string } | null };

export type SyncedBlogIndexFragment = { readonly title: string, readonly path: string, readonly url: string, readonly locale: string, readonly intro: string };

export type SyncedCategoryFragment = { readonly name: string, readonly slug: string, readonly description: string };

export type SyncedContactFragment = { readonly name: string, readonly role: string, readonly phone: string, readonly phoneDisplay: string, readonly email: string, readonly bookingUrl: string, readonly address: string, readonly openingHours: string, readonly note: string, readonly mustRevalidateAfter: string };

export type SyncedCrisisResourceFragment = { readonly name: string, readonly region: string, readonly phone: string, readonly sms: string, readonly url: string, readonly availability: string, readonly languages: ReadonlyArray<string>, readonly verifiedOn: string, readonly verifyBy: string, readonly mustRevalidateAfter: string };

export type SyncedDocumentFragment = { readonly title: string, readonly filename: string, readonly size: number, readonly url: string };

export type SyncedHomeFragment = { readonly title: string, readonly path: string, readonly url: string, readonly locale: string, readonly intro: string, readonly heroImage: { readonly __typename: 'Image', readonly id: string } | null };

export type SyncedImageFragment = { readonly alt: string, readonly width: number, readonly height: number, readonly placeholder: string, readonly dominantColor: string, readonly focalPoint: { readonly x: number, readonly y: number } | null, readonly small: { readonly url: string, readonly width: number, readonly height: number }, readonly medium: { readonly url: string, readonly width: number, readonly height: number }, readonly wide: { readonly url: string, readonly width: number, readonly height: number } };

export type SyncedTagFragment = { readonly name: string, readonly slug: string };

export type SyncedPostFragment = { readonly title: string, readonly slug: string, readonly path: string, readonly url: string, readonly locale: string, readonly intro: string, readonly publishedAt: string, readonly updatedAt: string | null, readonly readingMinutes: number, readonly audience: Audience | null, readonly sensitiveTopics: ReadonlyArray<SensitiveTopic>, readonly heroImage: { readonly __typename: 'Image', readonly id: string } | null, readonly category: { readonly __typename: 'Category', readonly id: string } | null, readonly authors: ReadonlyArray<{ readonly __typename: 'Author', readonly id: string }>, readonly tags: ReadonlyArray<{ readonly __typename: 'Tag', readonly id: string }>, readonly sources: ReadonlyArray<{ readonly title: string, readonly url: string, readonly publisher: string, readonly year: number | null }>, readonly review: { readonly reviewedOn: string | null, readonly nextReviewOn: string | null, readonly reviewer: { readonly __typename: 'Author', readonly id: string } | null } | null, readonly body: ReadonlyArray<
    | { readonly __typename: 'CallToActionBlock', readonly label: string, readonly href: string, readonly id: string, readonly html: string, readonly plainText: string }
    | { readonly __typename: 'CalloutBlock', readonly tone: CalloutTone | null, readonly title: string, readonly id: string, readonly html: string, readonly plainText: string, readonly content: { readonly html: string } }
    | { readonly __typename: 'ContactBlock', readonly title: string, readonly note: string, readonly id: string, readonly html: string, readonly plainText: string, readonly contact: { readonly __typename: 'Contact', readonly id: string } | null }
    | { readonly __typename: 'CrisisBlock', readonly note: string, readonly id: string, readonly html: string, readonly plainText: string, readonly resources: ReadonlyArray<{ readonly __typename: 'CrisisResource', readonly id: string }> }
    | { readonly __typename: 'DocumentBlock', readonly title: string, readonly id: string, readonly html: string, readonly plainText: string, readonly document: { readonly __typename: 'Document', readonly id: string } | null }
    | { readonly __typename: 'EmbedBlock', readonly url: string, readonly provider: EmbedProvider | null, readonly caption: string, readonly embedHtml: string, readonly id: string, readonly html: string, readonly plainText: string }
    | { readonly __typename: 'FaqBlock', readonly title: string, readonly id: string, readonly html: string, readonly plainText: string, readonly items: ReadonlyArray<{ readonly question: string, readonly answer: { readonly html: string } }> }
    | { readonly __typename: 'FaqItem', readonly id: string, readonly html: string, readonly plainText: string }
    | { readonly __typename: 'GalleryBlock', readonly id: string, readonly html: string, readonly plainText: string }
    | { readonly __typename: 'GalleryImage', readonly id: string, readonly html: string, readonly plainText: string }
    | { readonly __typename: 'HeadingBlock', readonly text: string, readonly level: HeadingLevel | null, readonly anchor: string, readonly id: string, readonly html: string, readonly plainText: string }
    | { readonly __typename: 'ImageBlock', readonly alt: string, readonly isDecorative: boolean, readonly caption: string, readonly id: string, readonly html: string, readonly plainText: string, readonly image: { readonly __typename: 'Image', readonly id: string } | null }
    | { readonly __typename: 'ParagraphBlock', readonly id: string, readonly html: string, readonly plainText: string }
    | { readonly __typename: 'QuoteBlock', readonly quote: string, readonly attribution: string, readonly id: string, readonly html: string, readonly plainText: string }
    | { readonly __typename: 'RelatedPostsBlock', readonly title: string, readonly id: string, readonly html: string, readonly plainText: string, readonly posts: ReadonlyArray<{ readonly __typename: 'Post', readonly id: string }> }
    | { readonly __typename: 'Source', readonly id: string, readonly html: string, readonly plainText: string }
    | { readonly __typename: 'SourcesBlock', readonly id: string, readonly html: string, readonly plainText: string }
    | { readonly __typename: 'TableBlock', readonly id: string, readonly html: string, readonly plainText: string }
    | { readonly __typename: 'Tip', readonly id: string, readonly html: string, readonly plainText: string }
    | { readonly __typename: 'TipsBlock', readonly title: string, readonly id: string, readonly html: string, readonly plainText: string, readonly tips: ReadonlyArray<{ readonly id: string, readonly title: string, readonly content: { readonly html: string } }> }
  > };


export const BlogList: Operation<BlogListQuery, BlogListQueryVariables> = {
  name: "BlogList",
  hash: "0acd6620e7f546c6278c925ee3490d3430102d7844468ead0a4fd9f156ae222c",
  text: "query BlogList($first: Int = 20, $after: String, $filter: PostFilter, $orderBy: PostOrder = NEWEST) {\n  posts(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        ...PostCard\n      }\n    }\n  }\n}\n\nfragment PostCard on Post {\n  id\n  title\n  slug\n  path\n  url\n  intro\n  publishedAt\n  readingMinutes\n  category {\n    name\n    slug\n  }\n  tags {\n    name\n    slug\n  }\n  authors {\n    name\n    slug\n    credentials\n  }\n  heroImage {\n    alt\n    placeholder\n    rendition(width: 640, ratio: WIDE_16_9) {\n      url\n      width\n      height\n    }\n  }\n}",
};

export const Changes: Operation<ChangesQuery, ChangesQueryVariables> = {
  name: "Changes",
  hash: "473c98dff20e7043814af6b6b32f32c0c2cebf9bfd378951d05d3b3b24bd801b",
  text: "query Changes($since: String, $first: Int = 100) {\n  changes(since: $since, first: $first) {\n    cursor\n    hasMore\n    changes {\n      kind\n      id\n      type\n      reason\n      node {\n        __typename\n        id\n        ... on Post {\n          title\n          slug\n          updatedAt\n          body {\n            __typename\n            id\n            html\n          }\n        }\n      }\n    }\n  }\n}",
};

export const Node: Operation<NodeQuery, NodeQueryVariables> = {
  name: "Node",
  hash: "58179cb493489341853d79018b000ebf627f8de0515e645dc4d0b0e00296abfe",
  text: "query Node($id: ID!) {\n  node(id: $id) {\n    __typename\n    id\n    ... on Post {\n      title\n    }\n    ... on Author {\n      name\n    }\n    ... on Image {\n      alt\n    }\n  }\n}",
};

export const PostPage: Operation<PostPageQuery, PostPageQueryVariables> = {
  name: "PostPage",
  hash: "ed00f16e669f87864ea38b62c09248b234e8ada33de0b7eb1074320780308ec1",
  text: "query PostPage($slug: String!) {\n  post(slug: $slug) {\n    id\n    title\n    path\n    url\n    locale\n    intro\n    publishedAt\n    updatedAt\n    readingMinutes\n    heroImage {\n      ...Picture\n    }\n    authors {\n      name\n      slug\n      jobTitle\n      credentials\n      bio {\n        html\n        plainText\n      }\n      photo {\n        ...Picture\n      }\n    }\n    category {\n      name\n      slug\n    }\n    tags {\n      name\n      slug\n    }\n    review {\n      reviewer {\n        name\n        credentials\n      }\n      reviewedOn\n      nextReviewOn\n      isOverdue\n    }\n    sources {\n      title\n      url\n      publisher\n      year\n    }\n    seo {\n      title\n      description\n      canonicalUrl\n      image {\n        url\n        width\n        height\n      }\n      jsonLd\n    }\n    body {\n      __typename\n      id\n      html\n      plainText\n      ... on HeadingBlock {\n        text\n        level\n        anchor\n      }\n      ... on ParagraphBlock {\n        content {\n          html\n          plainText\n          markdown\n          ast\n        }\n      }\n      ... on ImageBlock {\n        image {\n          ...Picture\n        }\n        alt\n        isDecorative\n        caption\n      }\n      ... on QuoteBlock {\n        quote\n        attribution\n      }\n      ... on TipsBlock {\n        title\n        tips {\n          id\n          title\n          content {\n            html\n          }\n        }\n      }\n      ... on CalloutBlock {\n        tone\n        title\n        content {\n          html\n        }\n      }\n      ... on EmbedBlock {\n        url\n        provider\n        caption\n        embedHtml\n      }\n      ... on FaqBlock {\n        items {\n          question\n          answer {\n            html\n          }\n        }\n      }\n      ... on RelatedPostsBlock {\n        title\n        posts {\n          id\n          title\n          url\n          heroImage {\n            rendition(width: 320, ratio: WIDE_16_9) {\n              url\n              width\n              height\n            }\n          }\n        }\n      }\n      ... on ContactBlock {\n        title\n        contact {\n          ...ContactDetails\n        }\n      }\n      ... on CallToActionBlock {\n        label\n        href\n      }\n    }\n  }\n}\n\nfragment Picture on Image {\n  id\n  alt\n  width\n  height\n  placeholder\n  focalPoint {\n    x\n    y\n  }\n  small: rendition(width: 320) {\n    url\n    width\n    height\n  }\n  medium: rendition(width: 768) {\n    url\n    width\n    height\n  }\n  large: rendition(width: 1280, format: WEBP) {\n    url\n    width\n    height\n  }\n  srcset(widths: [320, 768, 1280], format: AVIF)\n}\n\nfragment ContactDetails on Contact {\n  id\n  name\n  phone\n  phoneDisplay\n  email\n  bookingUrl\n  address\n  openingHours\n  note\n}",
};

export const Route: Operation<RouteQuery, RouteQueryVariables> = {
  name: "Route",
  hash: "afe7c96094a484ef38f01bd13065321696a90fa26bdea19c45fe8494b03fa839",
  text: "query Route($path: String!) {\n  route(path: $path) {\n    __typename\n    ... on Page {\n      id\n      title\n      path\n      seo {\n        title\n        description\n      }\n      breadcrumbs {\n        title\n        path\n      }\n    }\n    ... on Post {\n      intro\n    }\n    ... on BlogIndex {\n      posts(first: 3) {\n        nodes {\n          title\n        }\n      }\n    }\n    ... on Redirect {\n      to\n      isPermanent\n    }\n    ... on RestrictedPage {\n      reason\n    }\n  }\n}",
};

export const Search: Operation<SearchQuery, SearchQueryVariables> = {
  name: "Search",
  hash: "4b5bcafcd8d4aa63a976e243e088bc1308fdddb8d836e53fd92511d9049c522f",
  text: "query Search($query: String!, $first: Int = 20, $after: String) {\n  search(query: $query, first: $first, after: $after) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      id\n      title\n      path\n      intro\n    }\n  }\n}",
};

export const SiteChrome: Operation<SiteChromeQuery, SiteChromeQueryVariables> = {
  name: "SiteChrome",
  hash: "ea0647ea826716066b4839d428ea555f8c7648f2ed1796c9e9872ba39982867d",
  text: "query SiteChrome {\n  site {\n    name\n    rootUrl\n    defaultLocale\n    locales\n    mainMenu {\n      title\n      url\n      children {\n        title\n        url\n      }\n    }\n    contact {\n      name\n      phone\n      phoneDisplay\n      email\n      bookingUrl\n      address\n      openingHours\n    }\n    crisisResources {\n      name\n      phone\n      sms\n      url\n      availability\n      verifiedOn\n    }\n    disclaimer {\n      html\n    }\n  }\n  categories {\n    name\n    slug\n    postCount\n  }\n}",
};

export const Tips: Operation<TipsQuery, TipsQueryVariables> = {
  name: "Tips",
  hash: "051a06e195a8dbf78a3601335514478247b3583a7ebfb5ba85754786505c65df",
  text: "query Tips($first: Int = 10, $after: String, $filter: TipFilter) {\n  tips(first: $first, after: $after, filter: $filter) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n    nodes {\n      id\n      title\n      content {\n        html\n        plainText\n      }\n      post {\n        id\n        title\n        url\n        category {\n          slug\n        }\n      }\n    }\n  }\n}",
};

export const Revalidate: Operation<RevalidateQuery, RevalidateQueryVariables> = {
  name: "Revalidate",
  hash: "fb1146bddcc4cfc573385d35cc194bef7efa3ec8fbff5d2a3c62f8d14be6a955",
  text: "query Revalidate($ids: [ID!]!) {\n  nodes(ids: $ids) {\n    __typename\n    id\n    ...SyncedContact\n    ...SyncedCrisisResource\n  }\n}\n\nfragment SyncedContact on Contact {\n  name\n  role\n  phone\n  phoneDisplay\n  email\n  bookingUrl\n  address\n  openingHours\n  note\n  mustRevalidateAfter\n}\n\nfragment SyncedCrisisResource on CrisisResource {\n  name\n  region\n  phone\n  sms\n  url\n  availability\n  languages\n  verifiedOn\n  verifyBy\n  mustRevalidateAfter\n}",
};

export const Sync: Operation<SyncQuery, SyncQueryVariables> = {
  name: "Sync",
  hash: "6678ee9e5d3ec4a50b3cae7557140a4a5748a9150f4db1d9c2f4d50a16e4c051",
  text: "query Sync($since: String, $first: Int! = 48, $verify: Boolean! = false, $types: [NodeKind!], $category: String, $locale: String) {\n  changes(\n    since: $since\n    first: $first\n    types: $types\n    category: $category\n    locale: $locale\n  ) {\n    cursor\n    hasMore\n    checksum @include(if: $verify)\n    changes {\n      kind\n      id\n      type\n      version\n      reason\n      node {\n        __typename\n        id\n        ...SyncedAuthor\n        ...SyncedBlogIndex\n        ...SyncedCategory\n        ...SyncedContact\n        ...SyncedCrisisResource\n        ...SyncedDocument\n        ...SyncedHome\n        ...SyncedImage\n        ...SyncedPost\n        ...SyncedTag\n      }\n    }\n  }\n}\n\nfragment SyncedAuthor on Author {\n  name\n  slug\n  jobTitle\n  credentials\n  bio {\n    html\n    plainText\n  }\n  photo {\n    __typename\n    id\n  }\n}\n\nfragment SyncedBlogIndex on BlogIndex {\n  title\n  path\n  url\n  locale\n  intro\n}\n\nfragment SyncedCategory on Category {\n  name\n  slug\n  description\n}\n\nfragment SyncedContact on Contact {\n  name\n  role\n  phone\n  phoneDisplay\n  email\n  bookingUrl\n  address\n  openingHours\n  note\n  mustRevalidateAfter\n}\n\nfragment SyncedCrisisResource on CrisisResource {\n  name\n  region\n  phone\n  sms\n  url\n  availability\n  languages\n  verifiedOn\n  verifyBy\n  mustRevalidateAfter\n}\n\nfragment SyncedDocument on Document {\n  title\n  filename\n  size\n  url\n}\n\nfragment SyncedHome on Home {\n  title\n  path\n  url\n  locale\n  intro\n  heroImage {\n    __typename\n    id\n  }\n}\n\nfragment SyncedImage on Image {\n  alt\n  width\n  height\n  placeholder\n  dominantColor\n  focalPoint {\n    x\n    y\n  }\n  small: rendition(width: 320) {\n    url\n    width\n    height\n  }\n  medium: rendition(width: 768) {\n    url\n    width\n    height\n  }\n  wide: rendition(width: 640, ratio: WIDE_16_9) {\n    url\n    width\n    height\n  }\n}\n\nfragment SyncedPost on Post {\n  title\n  slug\n  path\n  url\n  locale\n  intro\n  publishedAt\n  updatedAt\n  readingMinutes\n  audience\n  sensitiveTopics\n  heroImage {\n    __typename\n    id\n  }\n  category {\n    __typename\n    id\n  }\n  authors {\n    __typename\n    id\n  }\n  tags {\n    __typename\n    id\n  }\n  sources {\n    title\n    url\n    publisher\n    year\n  }\n  review {\n    reviewer {\n      __typename\n      id\n    }\n    reviewedOn\n    nextReviewOn\n  }\n  body {\n    __typename\n    id\n    html\n    plainText\n    ... on HeadingBlock {\n      text\n      level\n      anchor\n    }\n    ... on ImageBlock {\n      image {\n        __typename\n        id\n      }\n      alt\n      isDecorative\n      caption\n    }\n    ... on QuoteBlock {\n      quote\n      attribution\n    }\n    ... on TipsBlock {\n      title\n      tips {\n        id\n        title\n        content {\n          html\n        }\n      }\n    }\n    ... on CalloutBlock {\n      tone\n      title\n      content {\n        html\n      }\n    }\n    ... on EmbedBlock {\n      url\n      provider\n      caption\n      embedHtml\n    }\n    ... on FaqBlock {\n      title\n      items {\n        question\n        answer {\n          html\n        }\n      }\n    }\n    ... on RelatedPostsBlock {\n      title\n      posts {\n        __typename\n        id\n      }\n    }\n    ... on ContactBlock {\n      title\n      contact {\n        __typename\n        id\n      }\n      note\n    }\n    ... on CrisisBlock {\n      resources {\n        __typename\n        id\n      }\n      note\n    }\n    ... on CallToActionBlock {\n      label\n      href\n    }\n    ... on DocumentBlock {\n      title\n      document {\n        __typename\n        id\n      }\n    }\n  }\n}\n\nfragment SyncedTag on Tag {\n  name\n  slug\n}",
};

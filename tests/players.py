"""An address of each provider whose player can be shown."""

from blog.embeds import EmbedProvider

EXAMPLES = {
    EmbedProvider.TIKTOK: "https://www.tiktok.com/@a/video/7123456789012345678",
    EmbedProvider.YOUTUBE: "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    EmbedProvider.INSTAGRAM: "https://www.instagram.com/reel/Cabc123/",
    EmbedProvider.VIMEO: "https://vimeo.com/123456789",
}

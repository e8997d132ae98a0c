package feed

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// isBlock reports the elements that stand in paragraphs of their own.
func isBlock(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Blockquote, atom.Li, atom.Ul, atom.Ol, atom.Dl, atom.Dt, atom.Dd,
		atom.Table, atom.Tr, atom.Caption, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Hr, atom.Pre, atom.Figure,
		atom.Center, atom.Address, atom.Details, atom.Summary, atom.Main, atom.Header, atom.Hgroup, atom.Body,
		atom.Nav, atom.Aside, atom.Footer, atom.Form, atom.Fieldset, atom.Figcaption, atom.Title:
		return true
	}
	return false
}

// dropped reports the elements that are no part of an article's text.
func dropped(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Head, atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Iframe, atom.Object, atom.Embed, atom.Svg, atom.Math,
		atom.Canvas, atom.Audio, atom.Video, atom.Img, atom.Picture, atom.Map, atom.Button, atom.Select, atom.Textarea, atom.Input,
		atom.Nav, atom.Aside, atom.Footer, atom.Figcaption, atom.Caption, atom.Dialog, atom.Menu, atom.Progress, atom.Title:
		return true
	case atom.Ul, atom.Ol:
		return onlyLinks(n)
	case atom.Body, atom.Html, atom.Article, atom.Main:
		return false
	}
	return marked(n)
}

// marked reports the elements that their attributes mark as no part of the text.
func marked(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "class", "id", "role", "aria-label":
			if dropName(a.Val) {
				return true
			}
		case "hidden":
			return true
		case "style":
			if v := strings.ReplaceAll(a.Val, " ", ""); strings.Contains(v, "display:none") || strings.Contains(v, "visibility:hidden") {
				return true
			}
		case "aria-hidden":
			if a.Val == "true" {
				return true
			}
		}
	}
	return false
}

// dropWords are the words of class names and ids by which pages mark what is
// not the article; dropPrefixes are beginnings of names that publishing
// software gives such parts.
var (
	dropWords = map[string]bool{
		"ad": true, "ads": true, "advert": true, "advertisement": true, "adsbygoogle": true, "adfox": true, "banner": true, "sponsored": true, "promo": true,
		"related": true, "readmore": true, "recommended": true, "recommendations": true, "outbrain": true, "taboola": true,
		"share": true, "sharing": true, "social": true, "sharedaddy": true, "addtoany": true, "addthis": true,
		"newsletter": true, "subscribe": true, "subscription": true, "paywall": true, "cookie": true, "cookies": true,
		"caption": true, "figcaption": true, "credit": true, "credits": true, "copyright": true, "breadcrumb": true, "breadcrumbs": true,
		"comments": true, "comment": true, "navigation": true, "menu": true, "sidebar": true, "toc": true, "tags": true, "tagcloud": true,
		"screen-reader-text": true, "sr-only": true, "visually-hidden": true, "visuallyhidden": true, "feedflare": true, "mediafed_ad": true,
	}
	dropPrefixes = []string{
		"jp-relatedposts", "yarpp", "wp-caption-text", "wp-block-embed", "twitter-tweet", "instagram-media", "fb-post", "mc4wp", "mailchimp",
		"read-also", "read-more", "also-read", "see-also", "related-", "post-tags", "entry-meta", "entry-footer", "author-box", "author-bio", "inline-promo",
		"google-auto-placed", "code-block", "adv-", "ad-", "ads-", "yandex_rtb", "photo-credit", "image-caption", "img-caption", "td-post-sharing", "swp_social",
	}
)

// dropName reports whether a class, id or role marks what is not the article.
// Words are compared whole: "ad" is not the beginning of "address".
func dropName(value string) bool {
	for name := range strings.FieldsSeq(strings.ToLower(value)) {
		if dropWords[name] {
			return true
		}
		for _, p := range dropPrefixes {
			if strings.HasPrefix(name, p) {
				return true
			}
		}
		if last := name[strings.LastIndexAny(name, "-_")+1:]; last != name && dropLast[last] {
			return true
		}
	}
	return false
}

// dropLast are the words that tell at the end of a compound name, as in
// "article__caption".
var dropLast = map[string]bool{
	"caption": true, "credit": true, "advert": true, "advertisement": true, "ads": true, "banner": true, "related": true, "share": true, "sharing": true,
	"social": true, "newsletter": true, "subscribe": true, "breadcrumbs": true, "comments": true, "tags": true,
}

// onlyLinks reports whether a list is nothing but links:
// other articles, tags or share buttons.
func onlyLinks(list *html.Node) bool {
	items := 0
	for li := list.FirstChild; li != nil; li = li.NextSibling {
		if li.DataAtom != atom.Li {
			continue
		}
		all, linked := textLengths(li, false, 0)
		if all == 0 {
			continue
		}
		if linked < all {
			return false
		}
		items++
	}
	return items > 0
}

// textLengths counts the bytes of text under a node, and those within links.
func textLengths(n *html.Node, inLink bool, depth int) (all, linked int) {
	if n.Type == html.TextNode {
		all = len(strings.TrimSpace(n.Data))
		if inLink {
			linked = all
		}
		return all, linked
	}
	if depth > maxWalk {
		return 0, 0
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		a, l := textLengths(c, inLink || n.DataAtom == atom.A, depth+1)
		all, linked = all+a, linked+l
	}
	return all, linked
}

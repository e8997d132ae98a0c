package feed

import _ "embed"

// BrowserCSS is the stylesheet for [View].Stylesheet: it makes Atom and RSS
// documents readable when a person opens one in a browser. It changes no byte of
// the document and runs nothing; the links stay links because Atom's content is
// XHTML.
//
//go:embed browser.css
var BrowserCSS []byte

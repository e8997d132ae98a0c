package web

import (
	"net/url"
	"strings"
	"testing"
)

// FuzzFeedParams: whatever the address, what a feed calls itself asks for the same
// feed, and breaks out of no header.
func FuzzFeedParams(f *testing.F) {
	for _, s := range []string{"q=actor:KAZ", "utm_source=x&q=a%20b&lang=de", "q=>;rel=hub&q=x", "token=abc&q=%zz", "q=é&per=report", "&&=&q", "q=a;b=c"} {
		f.Add(s, true)
		f.Add(s, false)
	}
	f.Fuzz(func(t *testing.T, query string, private bool) {
		kept := feedParams(query, private)
		if strings.ContainsAny(kept, "<>\"\r\n ") {
			t.Errorf("%q becomes %q", query, kept)
		}
		was, is := (&url.URL{RawQuery: query}).Query(), (&url.URL{RawQuery: kept}).Query()
		for _, k := range []string{"q", "lang", "per", "after", archiveParam} {
			if first := was.Get(k); first != "" && is.Get(k) != first {
				t.Errorf("%q: %s is %q, was %q", query, k, is.Get(k), first)
			}
		}
		if !private && is.Has(tokenParam) {
			t.Errorf("%q keeps a token in %q", query, kept)
		}
	})
}

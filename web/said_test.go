package web

import "testing"

func TestSays(t *testing.T) {
	ls, err := loadLocales()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ lang, said, want string }{
		{"de", "no diplomatic act", "kein diplomatischer Akt"},
		{"ru", "3 acts between official parties", "3 акта между официальными сторонами"},
		{"en", "1 acts between official parties", "1 act between official parties"},
		{"fr", "1 acts between official parties", "1 acte entre parties officielles"},
		{"fr", "news.example answers 503 Service Unavailable: the server is broken", "news.example répond 503 Service Unavailable: the server is broken"},
		{"kk", "the name news.example could not be looked up: no such host", "news.example атауы табылмады: no such host"},
		{"de", "unknown field actr:", "unbekanntes Feld actr:"},
		{"ru", "did you mean actor:?", "возможно, actor:?"},
		{"de", "something new", "something new"},
		{"en", "no diplomatic act", "no diplomatic act"},
	} {
		if got := ls.byName(c.lang).says(c.said); got != c.want {
			t.Errorf("%s: %q, want %q", c.lang, got, c.want)
		}
	}
}

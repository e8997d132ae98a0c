package feed

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" // WebSub §7.1 lets hubs sign with it
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxPush bounds what a hub may send us at once.
const maxPush = 4 << 20

// Subscription is what a hub is told (WebSub §5.1, https://www.w3.org/TR/websub/).
type Subscription struct {
	Hub      string
	Topic    string
	Callback string
	Secret   string        // sent to an https hub only; the others' news are not trusted
	Lease    time.Duration // wished for
}

// HubOf returns where to subscribe to a feed, and as what. Parse has put the
// Link header before the feed's own links (WebSub §4). Empty where there is no hub.
func HubOf(p Page, d Document) (hub, topic string) {
	if len(d.Hubs) == 0 {
		return "", ""
	}
	u, err := url.Parse(d.Hubs[0])
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return "", ""
	}
	if d.Self != "" {
		return d.Hubs[0], d.Self
	}
	return d.Hubs[0], p.URL.String()
}

// NewToken returns 32 hex digits nobody can guess, for callbacks and secrets.
func NewToken() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}

// Subscribe asks a hub to tell of news. The hub then verifies the wish at the
// callback; until then nothing is subscribed.
func (f *Fetcher) Subscribe(ctx context.Context, s Subscription) error {
	form := url.Values{
		"hub.mode": {"subscribe"}, "hub.topic": {s.Topic}, "hub.callback": {s.Callback},
		"hub.lease_seconds": {strconv.Itoa(int(s.Lease / time.Second))},
	}
	hub, err := url.Parse(s.Hub)
	if err != nil {
		return fmt.Errorf("the hub %q is not a URL", s.Hub)
	}
	if hub.Scheme == "https" {
		form.Set("hub.secret", s.Secret)
	}
	return f.tellHub(ctx, hub, form, "the subscription")
}

// Publish tells a hub that the topics have changed; it then fetches them. The form
// is that of PubSubHubbub 0.4 §7.1, which WebSub leaves to hubs and hubs have kept.
func (f *Fetcher) Publish(ctx context.Context, hub string, topics []string) error {
	u, err := url.Parse(hub)
	if err != nil {
		return fmt.Errorf("the hub %q is not a URL", hub)
	}
	return f.tellHub(ctx, u, url.Values{"hub.mode": {"publish"}, "hub.url": topics}, "the news of a change")
}

// tellHub posts a form to a hub, under the rules and limits of every fetch.
func (f *Fetcher) tellHub(ctx context.Context, hub *url.URL, form url.Values, what string) error {
	ctx, cancel := context.WithTimeout(ctx, f.opts.Limits.Header+f.opts.Limits.Body)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, hub.String(), strings.NewReader(form.Encode()))
	if err != nil {
		return fmt.Errorf("the hub %q: %w", hub, err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("User-Agent", f.UserAgent())
	transport, err := f.transportFor(req, nil)
	if err != nil {
		return fmt.Errorf("the hub: %w", err)
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return fmt.Errorf("the hub: %w", newFetchError(hub, causeOf(ctx, err)))
	}
	defer resp.Body.Close()
	drain(resp.Body)
	if resp.StatusCode/100 != 2 {
		return fmt.Errorf("the hub %s refuses %s with %s", hub.Host, what, resp.Status)
	}
	return nil
}

// Pushes is who a [PushHandler] asks about callbacks.
type Pushes interface {
	// Confirm says whether the subscription of the token and topic was asked for,
	// and notes its lease. A lease of zero says that the hub denies it.
	Confirm(token, topic string, lease time.Duration) bool
	// Secret returns the token's secret; ok is false where there is no such
	// subscription. An empty secret: its pushes cannot be trusted.
	Secret(token string) (secret string, ok bool)
	// Deliver takes what a hub sent. A Page without Body only says that there is
	// news.
	Deliver(token string, p Page)
}

// PushHandler answers hubs at …/TOKEN: it echoes the challenge of a subscription
// that was asked for, and takes news with the right signature.
func PushHandler(p Pushes) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
		switch r.Method {
		case http.MethodGet:
			confirm(w, r, p, token)
		case http.MethodPost:
			take(w, r, p, token)
		default:
			w.Header().Set("Allow", "GET, POST")
			http.Error(w, "a hub asks with GET or POST", http.StatusMethodNotAllowed)
		}
	})
}

// confirm answers the hub's question whether we asked for a subscription
// (WebSub §5.3), or takes its refusal (§5.2).
func confirm(w http.ResponseWriter, r *http.Request, p Pushes, token string) {
	q := r.URL.Query()
	seconds, err := strconv.ParseInt(q.Get("hub.lease_seconds"), 10, 64)
	lease := time.Duration(min(seconds, maxSeconds)) * time.Second
	switch {
	case q.Get("hub.mode") == "denied":
		p.Confirm(token, q.Get("hub.topic"), 0)
		w.WriteHeader(http.StatusOK)
	case q.Get("hub.mode") == "subscribe" && err == nil && lease > 0 && q.Get("hub.challenge") != "" &&
		p.Confirm(token, q.Get("hub.topic"), lease):
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		_, _ = io.WriteString(w, q.Get("hub.challenge")) // a hub that hung up asks again
	default:
		http.NotFound(w, r)
	}
}

// take takes what a hub sends. A wrong signature is thanked for and dropped, as
// WebSub §7.1.1 asks.
func take(w http.ResponseWriter, r *http.Request, p Pushes, token string) {
	secret, ok := p.Secret(token)
	if !ok {
		w.WriteHeader(http.StatusGone) // ends the hub's subscription
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPush))
	if err != nil {
		http.Error(w, "too large", http.StatusRequestEntityTooLarge)
		return
	}
	page := Page{Status: http.StatusOK, Header: http.Header{"Content-Type": r.Header["Content-Type"]}, Fetched: time.Now().UTC()}
	switch {
	case secret == "":
		p.Deliver(token, page)
	case Signed(secret, r.Header.Get("X-Hub-Signature"), body):
		page.Body = body
		p.Deliver(token, page)
	}
	w.WriteHeader(http.StatusAccepted)
}

// Signed checks the X-Hub-Signature of a body.
func Signed(secret, signature string, body []byte) bool {
	hashes := map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}
	name, digits, _ := strings.Cut(strings.TrimSpace(signature), "=")
	sum, err := hex.DecodeString(digits)
	newHash := hashes[strings.ToLower(name)]
	if err != nil || newHash == nil {
		return false
	}
	mac := hmac.New(newHash, []byte(secret))
	mac.Write(body)
	return hmac.Equal(mac.Sum(nil), sum)
}

package feed

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"syscall"
)

// Fault says what kind of thing went wrong with a fetch.
type Fault string

// The faults.
const (
	BadURL      Fault = "url"      // cannot be fetched at all
	Unresolved  Fault = "dns"      // its name could not be looked up
	Unconnected Fault = "connect"  // no connection, or none that is secure
	Blocked     Fault = "blocked"  // an address that is not public and not allowed
	TimedOut    Fault = "timeout"  // too slow
	BadRedirect Fault = "redirect" // too many, in a circle, or to nowhere
	BadStatus   Fault = "status"   // an HTTP status that is no answer
	TooLarge    Fault = "size"     // more bytes than the limit
	BadBody     Fault = "body"     // cut off, or packed wrongly
	BadFile     Fault = "file"     // a file: that cannot be read
	Stopped     Fault = "stopped"  // the caller ended it; nobody's fault
)

// FetchError is a fetch that brought no page. Its text is a sentence for the
// operator.
type FetchError struct {
	Kind   Fault
	Status int    // HTTP status where one came
	URL    string // that failed, after redirects, without secrets
	Err    error
}

// Error is the sentence.
func (e *FetchError) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *FetchError) Unwrap() error { return e.Err }

var errSlowBody = errors.New("the answer came too slowly and was cut off")

// stage marks an error with what went wrong, where that is known best.
func stage(kind Fault, err error) error { return &FetchError{Kind: kind, Err: err} }

func redirectError(u *url.URL, err error) error {
	return &FetchError{Kind: BadRedirect, URL: u.String(), Err: fmt.Errorf("%s %w", u.Host, err)}
}

// newFetchError words what a connection or transport reports.
func newFetchError(u *url.URL, err error) *FetchError {
	out := &FetchError{Kind: Unconnected, URL: u.String()}
	if staged, ok := errors.AsType[*FetchError](err); ok {
		out.Kind, err = staged.Kind, staged.Err
	}
	out.Err = err
	switch {
	case errors.Is(err, context.Canceled):
		out.Kind, out.Err = Stopped, fmt.Errorf("the fetch was stopped: %w", err)
	case out.Kind == Unresolved && errors.Is(err, context.DeadlineExceeded):
	case isTimeout(err):
		out.Kind, out.Err = TimedOut, fmt.Errorf("%s did not answer in time: %w", u.Host, err)
	case errors.Is(err, syscall.ECONNREFUSED):
		out.Err = fmt.Errorf("%s refuses connections: %w", u.Host, err)
	case out.Kind == Unconnected && isTLS(err):
		out.Err = fmt.Errorf("no secure connection to %s: %w", u.Host, err)
	case out.Kind == Unconnected:
		out.Err = fmt.Errorf("no answer from %s: %w", u.Host, err)
	}
	return out
}

func isTimeout(err error) bool {
	t, ok := errors.AsType[net.Error](err)
	return ok && t.Timeout() || errors.Is(err, context.DeadlineExceeded)
}

func isTLS(err error) bool {
	_, cert := errors.AsType[*tls.CertificateVerificationError](err)
	_, alert := errors.AsType[tls.AlertError](err)
	_, record := errors.AsType[tls.RecordHeaderError](err)
	return cert || alert || record
}

// statusWords say what a status means for who polls a feed.
var statusWords = map[int]string{
	http.StatusNotModified:                "nothing changed, though nothing was named to compare with",
	http.StatusUnauthorized:               "the feed wants a name and password; give them as the source's auth in sources.yaml",
	http.StatusForbidden:                  "the server does not let dateline read the feed",
	http.StatusNotFound:                   "there is no feed at this address; look for its new one",
	http.StatusGone:                       "the feed has ended",
	http.StatusTooManyRequests:            "the server asks to be asked less often",
	http.StatusServiceUnavailable:         "the server is overloaded or being repaired",
	http.StatusUnavailableForLegalReasons: "the feed is withheld for legal reasons",
	http.StatusProxyAuthRequired:          "the proxy wants a name and password",
	http.StatusNoContent:                  "the answer is empty",
	http.StatusPartialContent:             "the answer is only a part",
}

func statusError(u *url.URL, status int) error {
	name := http.StatusText(status)
	if name == "" {
		name = "unknown status"
	}
	err := fmt.Errorf("%s answers %d %s", u.Host, status, name)
	switch words := statusWords[status]; {
	case words != "":
		err = fmt.Errorf("%w: %s", err, words)
	case status >= 500:
		err = fmt.Errorf("%w: the server is broken", err)
	case status >= 300 && status < 400:
		err = fmt.Errorf("%w: a redirect that leads nowhere", err)
	}
	return &FetchError{Kind: BadStatus, Status: status, URL: u.String(), Err: err}
}

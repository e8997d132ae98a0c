//go:build linux

package web_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// benchServe tells a copy of the test binary what to serve: "site" or "bare".
const benchServe = "DATELINE_BENCH_SERVE"

// BenchmarkCachedFeedRatio holds the site to a bare net/http handler with the same
// feed of about 60 KB in memory: requests per second of CPU time, as a percentage.
// Each is a process of its own, asked in turns over the loopback; the reader's own
// CPU time does not count.
func BenchmarkCachedFeedRatio(b *testing.B) {
	for _, kind := range []struct{ name, encoding, match string }{
		{"identity", "identity", ""}, {"gzip", "gzip", ""}, {"br", "br", ""}, {"zstd", "zstd", ""}, {"304", "gzip", "304"},
	} {
		b.Run(kind.name, func(b *testing.B) {
			request := "GET /feed.atom HTTP/1.1\r\nHost: news.example\r\nUser-Agent: reader/1\r\nAccept: application/atom+xml\r\nAccept-Encoding: " + kind.encoding + "\r\n"
			site, bare := startServed(b, "site"), startServed(b, "bare")
			if kind.match != "" {
				request += "If-None-Match: " + site.etag(b, request) + "\r\n"
			}
			site.ask(b, request, 200)
			bare.ask(b, request, 200) // warm
			var cpu [2]float64
			for b.Loop() {
				cpu[0] += site.ask(b, request, batch)
				cpu[1] += bare.ask(b, request, batch)
			}
			perRequest := 1e6 / batch / float64(b.N)
			b.ReportMetric(cpu[0]*perRequest, "µs-cpu/site")
			b.ReportMetric(cpu[1]*perRequest, "µs-cpu/bare")
			b.ReportMetric(100*cpu[1]/cpu[0], "%bare")
		})
	}
}

// TestServedForBench serves for BenchmarkCachedFeedRatio, in a process of its own,
// until its input ends. It says its address, and answers each line with the CPU
// seconds it has used.
func TestServedForBench(t *testing.T) {
	what := os.Getenv(benchServe)
	if what == "" {
		return
	}
	m, c := fixture(noon)
	m.events = m.events[:30]
	h := site(t, m, c)
	if what == "bare" {
		h = bareFeed(h)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: h}
	defer server.Close()
	go server.Serve(listener)
	fmt.Println("serving", listener.Addr())
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			t.Fatal(err)
		}
		fmt.Println("cpu", float64(u.Utime.Nano()+u.Stime.Nano())/1e9)
	}
}

// bareFeed serves what h answers from memory, the way one would by hand.
func bareFeed(h http.Handler) http.Handler {
	type kept struct {
		header http.Header
		body   []byte
	}
	by := map[string]kept{}
	for _, encoding := range []string{"identity", "gzip", "br", "zstd"} {
		w := get(h, "http://news.example/feed.atom", "Accept-Encoding", encoding)
		by[encoding] = kept{w.Header(), w.Body.Bytes()}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		k := by[r.Header.Get("Accept-Encoding")]
		tag := k.header.Get("ETag")
		for _, name := range []string{"ETag", "Cache-Control", "Vary"} {
			w.Header().Set(name, k.header.Get(name))
		}
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", k.header.Get("Content-Type"))
		w.Header().Set("Content-Length", strconv.Itoa(len(k.body)))
		if e := k.header.Get("Content-Encoding"); e != "" {
			w.Header().Set("Content-Encoding", e)
		}
		_, _ = w.Write(k.body) // the reader stays
	})
}

// served is a process that serves.
type served struct {
	address string
	in      io.Writer
	out     *bufio.Reader
	conns   []net.Conn
}

func startServed(b *testing.B, what string) *served {
	b.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestServedForBench$", "-test.v=false")
	cmd.Env = append(os.Environ(), benchServe+"="+what)
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		in.Close()
		_, _ = io.Copy(io.Discard, out)
		if err := cmd.Wait(); err != nil {
			b.Error(err)
		}
	})
	s := &served{in: in, out: bufio.NewReader(out)}
	s.address = s.line(b, "serving ")
	return s
}

// line returns the rest of the next line that begins so.
func (s *served) line(b *testing.B, prefix string) string {
	b.Helper()
	for {
		line, err := s.out.ReadString('\n')
		if err != nil {
			b.Fatal(err)
		}
		if rest, ok := strings.CutPrefix(line, prefix); ok {
			return strings.TrimSpace(rest)
		}
	}
}

func (s *served) cpu(b *testing.B) float64 {
	b.Helper()
	fmt.Fprintln(s.in)
	seconds, err := strconv.ParseFloat(s.line(b, "cpu "), 64)
	if err != nil {
		b.Fatal(err)
	}
	return seconds
}

// batch is how many requests one of the two answers before the other's turn.
const batch = 400

// readers is how many connections ask at once.
const readers = 4

// ask sends the request n times and returns the CPU seconds that answering took.
func (s *served) ask(b *testing.B, request string, n int) float64 {
	b.Helper()
	for len(s.conns) < readers {
		c, err := net.Dial("tcp", s.address)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { c.Close() })
		s.conns = append(s.conns, c)
	}
	before := s.cpu(b)
	var g sync.WaitGroup
	for _, c := range s.conns {
		g.Go(func() {
			in := bufio.NewReaderSize(c, 128<<10)
			for range n / readers {
				if _, err := answerTo(c, in, request); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	g.Wait()
	return s.cpu(b) - before
}

func (s *served) etag(b *testing.B, request string) string {
	b.Helper()
	c, err := net.Dial("tcp", s.address)
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close()
	answer, err := answerTo(c, bufio.NewReader(c), request)
	if err != nil {
		b.Fatal(err)
	}
	return answer.Header.Get("ETag")
}

func answerTo(c net.Conn, in *bufio.Reader, request string) (*http.Response, error) {
	if _, err := io.WriteString(c, request+"\r\n"); err != nil {
		return nil, err
	}
	answer, err := http.ReadResponse(in, nil)
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return answer, err
}

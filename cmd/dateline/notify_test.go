package main

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// systemdSocket is a socket such as systemd listens on; next reads one datagram.
func systemdSocket(t *testing.T) (next func() string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	t.Setenv("NOTIFY_SOCKET", path)
	return func() string {
		t.Helper()
		buf := make([]byte, 4096)
		if err := conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		n, err := conn.Read(buf)
		if err != nil {
			t.Fatalf("nothing was told: %v", err)
		}
		return string(buf[:n])
	}
}

func TestNotifySaysNothingWithoutSystemd(t *testing.T) {
	t.Setenv("NOTIFY_SOCKET", "")
	if err := newNotifier().tell(stateReady); err != nil {
		t.Error(err)
	}
}

func TestNotifyWatchdogIsForThisProcess(t *testing.T) {
	t.Setenv("WATCHDOG_USEC", "30000000")
	for pid, want := range map[string]time.Duration{"": 15 * time.Second, strconv.Itoa(os.Getpid()): 15 * time.Second, "1": 0} {
		t.Setenv("WATCHDOG_PID", pid)
		if got := newNotifier().every; got != want {
			t.Errorf("WATCHDOG_PID=%q: every %v, want %v", pid, got, want)
		}
	}
}

func TestNotifyWatchdogTellsOnlyWhileAlive(t *testing.T) {
	next := systemdSocket(t)
	n := newNotifier()
	n.every = time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	asked := make(chan struct{})
	done := make(chan error, 1)
	go func() {
		done <- n.watchdog(ctx, func() {
			select {
			case asked <- struct{}{}:
			case <-ctx.Done():
			}
		})
	}()
	<-asked
	if got := next(); got != stateAlive {
		t.Errorf("told %q, want %q", got, stateAlive)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestNotifyAsksForTimeWhileStarting(t *testing.T) {
	next := systemdSocket(t)
	done := newNotifier().starting(time.Millisecond)
	if got := next(); got != stateStarting {
		t.Errorf("told %q, want %q", got, stateStarting)
	}
	done()
}

// The whole life of a service, as systemd hears it.
func TestServeTellsSystemd(t *testing.T) {
	next := systemdSocket(t)
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "sources.yaml"), gazetteConfig(t))
	d := startDateline(t, dir, "127.0.0.1:0")
	if got := next(); got != stateReady {
		t.Errorf("first told %q, want %q", got, stateReady)
	}
	writeFile(t, filepath.Join(dir, "sources.yaml"), gazetteConfig(t)+"outlets: [{name: all, query: 'actor:KAZ'}]\n")
	for _, want := range []string{stateReloading, stateReady} {
		if got := next(); got != want {
			t.Errorf("at a reload told %q, want %q", got, want)
		}
	}
	d.stop()
	if got := next(); got != stateStopping {
		t.Errorf("last told %q, want %q", got, stateStopping)
	}
}

func writeFile(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

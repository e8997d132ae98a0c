package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"time"
)

// notifier tells systemd how the service is, by the protocol of sd_notify(3):
// datagrams to the socket that $NOTIFY_SOCKET names. Without one it is silent.
type notifier struct {
	socket string
	every  time.Duration // how often the watchdog wants to hear; 0: never
}

// newNotifier reads what systemd says in the environment.
func newNotifier() notifier {
	n := notifier{socket: os.Getenv("NOTIFY_SOCKET")}
	pid := os.Getenv("WATCHDOG_PID")
	if us, err := strconv.ParseInt(os.Getenv("WATCHDOG_USEC"), 10, 64); err == nil && us > 0 && (pid == "" || pid == strconv.Itoa(os.Getpid())) {
		n.every = time.Duration(us) * time.Microsecond / 2
	}
	return n
}

// The states.
const (
	stateStarting  = "EXTEND_TIMEOUT_USEC=60000000\nSTATUS=Opening the database; after an upgrade it is brought up to date"
	stateReady     = "READY=1\nSTATUS=Serving"
	stateReloading = "RELOADING=1"
	stateStopping  = "STOPPING=1"
	stateAlive     = "WATCHDOG=1"
)

// tell sends a state.
func (n notifier) tell(state string) error {
	if n.socket == "" {
		return nil
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: n.socket, Net: "unixgram"})
	if err != nil {
		return fmt.Errorf("telling systemd %s: %w", state, err)
	}
	_, err = conn.Write([]byte(state))
	if err = errors.Join(err, conn.Close()); err != nil {
		return fmt.Errorf("telling systemd %s: %w", state, err)
	}
	return nil
}

// starting asks systemd for more time, again and again until done: an upgrade may
// have to write a large database anew.
func (n notifier) starting(every time.Duration) (done func()) {
	if n.socket == "" {
		return func() {}
	}
	end := make(chan struct{})
	go func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			select {
			case <-end:
				return
			case <-tick.C:
				_ = n.tell(stateStarting) // what cannot be told now is told as an error when ready
			}
		}
	}()
	return func() { close(end) }
}

// watchdog tells systemd that the service is alive, until ctx ends. alive hangs
// where the service does: then nothing is told, and systemd starts it anew.
func (n notifier) watchdog(ctx context.Context, alive func()) error {
	if n.socket == "" || n.every == 0 {
		return nil
	}
	tick := time.NewTicker(n.every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			alive()
			if err := n.tell(stateAlive); err != nil {
				return err
			}
		}
	}
}

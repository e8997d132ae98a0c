package scheduler

import (
	"fmt"
	"runtime/debug"
	"time"
)

// readTime is how long one document may be parsed or one article read; the
// longest seen take seconds.
const readTime = time.Minute

// panicked is a panic as an error, with its stack for the log.
type panicked struct {
	cause any
	stack string
}

func (e *panicked) Error() string { return fmt.Sprint(e.cause) }

// bounded returns what f returns, unless it panics or takes too long. What hangs
// is left behind; nothing waits for it.
func bounded[T any](f func() T) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		var r result
		defer func() {
			if cause := recover(); cause != nil {
				r.err = &panicked{cause, string(debug.Stack())}
			}
			done <- r
		}()
		r.value = f()
	}()
	late := time.NewTimer(readTime)
	defer late.Stop()
	select {
	case r := <-done:
		return r.value, r.err
	case <-late.C:
		var none T
		return none, fmt.Errorf("gave up after %v", readTime)
	}
}

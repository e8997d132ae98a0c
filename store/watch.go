package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// watchEvery is how often the version is asked for where nobody tells it.
const watchEvery = time.Second

// Shared says whether several machines can have the database open.
func (s *Store) Shared() bool { return s.engine.name == postgres.name }

// Watch calls changed with the number of [Store.Changed] each time it has grown,
// until ctx ends. PostgreSQL tells every node with the commit itself; besides the
// number is asked for every second, so that a cut connection delays the news and
// loses none. It is called from one goroutine.
func (s *Store) Watch(ctx context.Context, log *slog.Logger, changed func(int64)) {
	w := &watch{s: s, log: log, changed: changed, last: -1}
	for ctx.Err() == nil {
		if s.Shared() {
			if err := w.listen(ctx); err != nil && ctx.Err() == nil && !w.deaf {
				w.deaf = true
				log.Warn("the connection that listens for changes is lost; they are asked for every second until it is back", "error", explain(err))
			}
		}
		select {
		case <-time.After(watchEvery):
			w.ask(ctx)
		case <-ctx.Done():
		}
	}
}

type watch struct {
	s       *Store
	log     *slog.Logger
	changed func(int64)
	last    int64
	deaf    bool // not listening, and said so
}

// listen waits for what commits tell, until the connection fails.
func (w *watch) listen(ctx context.Context) error {
	conn, err := w.s.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	return conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("the driver is a %T", driver)
		}
		pg := c.Conn()
		defer func() { _ = pg.Close(context.WithoutCancel(ctx)) }() // it listens: not for others
		var schema string
		if err := pg.QueryRow(ctx, "SELECT current_schema()").Scan(&schema); err != nil {
			return err
		}
		if _, err := pg.Exec(ctx, "LISTEN "+pgx.Identifier{schema + ".changed"}.Sanitize()); err != nil {
			return err
		}
		if w.deaf {
			w.deaf = false
			w.log.Info("changes are listened for again")
		}
		w.ask(ctx)
		for {
			if err := w.hear(ctx, pg); err != nil {
				return err
			}
		}
	})
}

// hear takes one notification; after a while without it asks.
func (w *watch) hear(ctx context.Context, pg *pgx.Conn) error {
	wait, cancel := context.WithTimeout(ctx, watchEvery)
	defer cancel()
	note, err := pg.WaitForNotification(wait)
	switch {
	case err == nil:
		n, err := strconv.ParseInt(note.Payload, 10, 64)
		if err != nil {
			return fmt.Errorf("a notification says %q", note.Payload)
		}
		w.tell(n)
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		w.ask(ctx)
		return nil
	}
	return err
}

// ask reads the number. A failure shows where the number is needed.
func (w *watch) ask(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, watchEvery)
	defer cancel()
	if n, err := w.s.Changed(ctx); err == nil {
		w.tell(n)
	}
}

func (w *watch) tell(n int64) {
	if n > w.last {
		w.last = n
		w.changed(n)
	}
}

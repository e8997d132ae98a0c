package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// migrate brings the tables up to date. Migrations only go forward; a database
// that a newer dateline has migrated is refused by goose.
func migrate(ctx context.Context, db *sql.DB, e engine) error {
	dir, err := fs.Sub(migrations, "migrations/"+e.name)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(e.goose, db, dir, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	return nil
}

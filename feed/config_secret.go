package feed

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var placeholder = regexp.MustCompile(`\$\{([^}]*)\}`)

// secret replaces each ${NAME} by the environment variable and each
// ${file:PATH} by the file's content without its last line end. Messages name
// the variable or file, never the content.
func (c *checker) secret(t text) string {
	return placeholder.ReplaceAllStringFunc(t.value, func(m string) string {
		name := m[2 : len(m)-1]
		if path, ok := strings.CutPrefix(name, "file:"); ok {
			return c.secretFile(t, path)
		}
		v, ok := c.getenv(name)
		if !ok {
			c.fail(t, "set it where dateline starts", "environment variable %q is not set", name)
		}
		return v
	})
}

func (c *checker) secretFile(t text, path string) string {
	if !filepath.IsAbs(path) {
		path = filepath.Join(c.dir, path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		c.fail(t, "", "secret: %v", err)
	}
	return strings.TrimRight(string(data), "\r\n")
}

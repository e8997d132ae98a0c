// Package web serves the pages, the published feeds and the API.
package web

package main

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/dateline-news/dateline/scheduler"
	"github.com/dateline-news/dateline/store"
)

// maxForm is how long the form of an action may be.
const maxForm = 64 << 10

// actions adds what changes something: each a POST with the token, answered
// with one line of text.
func (a *admin) actions(mux *http.ServeMux) {
	for pattern, do := range map[string]func(*http.Request) (string, error){
		"/poll/{source}":     a.poll,
		"/reload":            a.reload,
		"/events/{id}/hide":  a.hide,
		"/events/{id}/note":  a.note,
		"/events/{id}/split": a.split,
		"/events/{id}/merge": a.merge,
	} {
		mux.Handle("POST "+pattern, a.authorized(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Body = http.MaxBytesReader(w, r.Body, maxForm)
			text := ""
			err := r.ParseForm()
			if err == nil {
				text, err = do(r)
			}
			a.house.log.Info("an action of the operator", "path", r.URL.Path, "from", r.RemoteAddr, "error", err)
			if err != nil {
				http.Error(w, err.Error(), statusOf(err))
				return
			}
			fmt.Fprintln(w, text)
		})))
	}
}

// errInput is a mistake in the form of an action.
var errInput = errors.New("bad request")

// statusOf is the one table from the error of an action to its status.
func statusOf(err error) int {
	var moved *store.RedirectedError
	switch {
	case errors.Is(err, store.ErrNotFound), errors.Is(err, scheduler.ErrUnknown):
		return http.StatusNotFound
	case errors.Is(err, scheduler.ErrHeld), errors.Is(err, scheduler.ErrCoolDown):
		return http.StatusTooManyRequests
	case errors.As(err, &moved), errors.Is(err, errNotPolling):
		return http.StatusConflict
	case errors.Is(err, errInput):
		return http.StatusBadRequest
	default:
		return http.StatusUnprocessableEntity
	}
}

var errNotPolling = errors.New("this server polls nothing")

func (a *admin) poll(r *http.Request) (string, error) {
	if !a.polling {
		return "", errNotPolling
	}
	p, err := a.house.scheduler.PollNow(r.Context(), r.PathValue("source"))
	if err != nil {
		return "", err
	}
	return pollLine(p), nil
}

func (a *admin) reload(r *http.Request) (string, error) {
	if err := a.house.reload(a.config); err != nil {
		return "", err
	}
	a.house.callReload(r.Context())
	c := a.house.config.Load()
	return fmt.Sprintf("%d sources, %d outlets", len(c.Sources), len(c.Outlets)), nil
}

func (a *admin) hide(r *http.Request) (string, error) {
	hidden := r.Form.Get("undo") == ""
	word := map[bool]string{true: "hidden", false: "shown"}[hidden]
	return word, a.house.store.Hide(r.Context(), r.PathValue("id"), hidden)
}

func (a *admin) note(r *http.Request) (string, error) {
	if !r.Form.Has("note") {
		return "", fmt.Errorf("%w: give note=…; an empty one removes the note", errInput)
	}
	return "noted", a.house.store.Note(r.Context(), r.PathValue("id"), r.Form.Get("note"))
}

func (a *admin) split(r *http.Request) (string, error) {
	if len(r.Form["report"]) == 0 {
		return "", fmt.Errorf("%w: give report=ID, once or more", errInput)
	}
	return "split", a.house.store.Split(r.Context(), r.PathValue("id"), r.Form["report"]...)
}

func (a *admin) merge(r *http.Request) (string, error) {
	other := r.Form.Get("with")
	if other == "" {
		return "", fmt.Errorf("%w: give with=ID, the other event", errInput)
	}
	return a.house.store.Merge(r.Context(), r.PathValue("id"), other)
}

package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// Whatever a line of `extract` holds, each line of the answer is JSON, and the
// command ends with done or failed.
func FuzzExtractLine(f *testing.F) {
	f.Add(`{"id":"1","title":"Talks in Geneva","text":"The French foreign minister met her German counterpart in Geneva on Monday.","published":"2024-03-06"}`)
	f.Add(`{"id":"2","html":"<p>Treffen</p><script>x</script>","lang":"de","published":"2024-03-06T10:00:00+01:00","source":7}`)
	f.Add(`{"id":"\u0000","text":"\ud800","published":"31.02.2024"}`)
	f.Add(`[]`)
	f.Fuzz(func(t *testing.T, line string) {
		var out, errs bytes.Buffer
		code := run(t.Context(), []string{"extract"}, stdio{in: strings.NewReader(line), out: &out, err: &errs})
		if code != exitOK && code != exitFailed {
			t.Fatalf("exit %d: %s", code, errs.String())
		}
		for answer := range strings.Lines(out.String()) {
			if !json.Valid([]byte(answer)) {
				t.Fatalf("no JSON: %q", answer)
			}
		}
	})
}

package scheduler

import (
	"flag"
	"fmt"
	"strings"
	"testing"
)

var card = flag.Bool("citizen", false, "print the score card of the polite poller")

// citizen lists what a polite poller does; the numbers are those of the tests.
var citizen = []struct {
	words string
	test  func(*testing.T)
}{
	{"first fetch unconditional, later ones conditional", TestP01FirstFetchUnconditionalLaterConditional},
	{"validators byte for byte, never invented", TestP02ValidatorsByteForByte},
	{"validators replaced, cleared, refreshed by 304", TestP03ValidatorsReplacedClearedRefreshed},
	{"validators belong to URL, credentials and proxy", TestP04ValidatorsBelongToTheURL},
	{"the same bytes cost no database work", TestP05SameBytesCostNoDatabaseWork},
	{"without validators at most hourly", TestP06NoValidatorAtMostHourly},
	{"restart and reload never poll early", TestP07RestartAndReloadNeverPollEarly},
	{"jitter only adds time", TestP08JitterOnlyAdds},
	{"max-age less Age, else Expires: not before", TestP09FreshnessIsNotBefore},
	{"Retry-After honoured, up to 14 days", TestP10RetryAfterHonoured},
	{"429 and 503 never bring the next request forward", TestP11RefusalNeverBringsForward},
	{"a hold is the feed's, the host's only on demand", TestP12HoldOfFeedOrHost},
	{"back-off with full jitter, reset, never for good", TestP13BackOffAndReset},
	{"401, 403, 404: daily, then weekly", TestP14RefusedIsRetriedSlowly},
	{"410 and expired: not asked again", TestP15GoneIsNotAskedAgain},
	{"redirects kept, or adopted after seven days", TestP16RedirectsKeptOrAdopted},
	{"ten redirects; secrets stay with their host", TestP17RedirectsBoundedAndSecretsKept},
	{"an honest request: no Referer, no cookies", TestP18HonestRequest},
	{"gzip, br, zstd; limits count decoded bytes", TestP19EncodingsDecodedAndBounded},
	{"ttl, skipHours, skipDays, sy:update: not before", TestP20FeedsOwnPaceIsNotBefore},
	{"one at a time per host, with a gap, spread", TestP21OneAtATimePerHost},
	{"separate limits for DNS, connect, TLS, header, body", TestP22SeparateTimeLimits},
	{"internal addresses refused at dial time", TestP23InternalAddressesRefused},
	{"charset: BOM, HTTP, declaration, bytes", TestP24CharsetsRead},
	{"one poll per distinct URL", TestP25OnePollPerURL},
	{"poll now is conditional, with a cool-down", TestP26PollNowConditionalWithCoolDown},
	{"a bad answer deletes nothing", TestP27BadAnswerKeepsWhatIsKnown},
	{"full text once per revision, behind robots.txt", TestP28FullTextOncePerRevision},
	{"the feed of a page is found", TestP29FeedOfAPageFound},
	{"WebSub: verified, signed, renewed", TestP30WebSub},
}

// TestCitizen prints the score card when run with -citizen; the tests are run
// on their own anyway.
func TestCitizen(t *testing.T) {
	if !*card {
		return
	}
	passed := 0
	var sb strings.Builder
	for i, c := range citizen {
		mark := "FAIL"
		if t.Run(fmt.Sprintf("P%d", i+1), c.test) {
			mark = "pass"
			passed++
		}
		fmt.Fprintf(&sb, "P%-3d %s  %s\n", i+1, mark, c.words)
	}
	fmt.Printf("%s%d of %d\n", &sb, passed, len(citizen))
}

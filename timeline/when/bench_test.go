package when

import (
	"strings"
	"testing"
	"time"
)

// article is German news of our own wording, about as rich in dates as the press.
const article = `Der Außenminister ist am Montagabend zu einem zweitägigen Besuch in der Hauptstadt eingetroffen, wie das Amt
gestern mitteilte. Am Dienstag um 10 Uhr empfing ihn der Präsident; im Anschluss unterzeichneten beide Seiten ein Abkommen
über den Ausbau der Bahnstrecke, das schon im Herbst vergangenen Jahres ausgehandelt worden war. Die Arbeiten sollen im
ersten Quartal beginnen und bis Ende 2027 dauern. Vertreter der Wirtschaft äußerten sich zufrieden, die Opposition kritisierte
die Kosten von rund 2000 Millionen Euro und verlangte Aufklärung über die Vergabe. Das Parlament wird sich voraussichtlich
vom 19. bis 21. Juni mit dem Vertrag befassen. Bereits seit mehreren Jahren bemühen sich die Nachbarländer um eine engere
Zusammenarbeit; ein erster Anlauf war 2014 an Streitigkeiten über den Verlauf der Grenze gescheitert. Der 55-jährige Minister
lobte die Fortschritte und lud seinen Amtskollegen zu einem Gegenbesuch ein, der Anfang nächsten Jahres stattfinden könnte.

`

// BenchmarkFind reads German news; -benchmem tells what a text allocates.
func BenchmarkFind(b *testing.B) {
	text := strings.Repeat(article, 4)
	anchor := time.Date(2024, time.May, 15, 10, 0, 0, 0, time.UTC)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if len(Find(text, "de", anchor)) == 0 {
			b.Fatal("nothing found")
		}
	}
}

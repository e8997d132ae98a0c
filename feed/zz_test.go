package feed
import ("testing";"os";"path/filepath";"fmt";"net/url";"net/http";"time";"errors";"strings";"github.com/mmcdole/gofeed";"bytes")
func TestZReal(t *testing.T){
 fs,_:=filepath.Glob("/work/shared/feeds/real/*")
 ok,gf:=0,0
 nod,noit,nolink,teaser,upd,notitle:=0,0,0,0,0,0
 n:=0
 var d1,d2 time.Duration; bytesN:=0
 for _,f:=range fs{ if strings.HasSuffix(f,"index.jsonl"){continue}
  b,_:=os.ReadFile(f); n++
  u,_:=url.Parse("https://"+strings.TrimSuffix(filepath.Base(f),filepath.Ext(f))+"/feed")
  st:=time.Now()
  doc,err:=Parse(Page{URL:u,Body:b,Header:http.Header{},Fetched:time.Date(2026,11,1,0,0,0,0,time.UTC)},Source{ID:"x"})
  d1+=time.Since(st); bytesN+=len(b)
  if err!=nil&&!errors.Is(err,ErrNoItems){fmt.Println(f,err)} else {ok++; if err!=nil{fmt.Println("noitems",f)}}
  st=time.Now()
  _,e2:=gofeed.NewParser().Parse(bytes.NewReader(b)); if e2==nil{gf++}
  d2+=time.Since(st)
  for _,r:=range doc.Reports{noit++; if r.Published.IsZero(){nod++}; if r.URL==""{nolink++}; if r.Teaser{teaser++}; if !r.Updated.IsZero(){upd++}; if r.Title==""{notitle++}}
  if len(doc.Skipped)>0{fmt.Println(f,doc.Skipped[:min(3,len(doc.Skipped))])}
 }
 fmt.Println(n,ok,gf,"items",noit,"nodate",nod,"nolink",nolink,"teaser",teaser,"updated",upd,"notitle",notitle)
 fmt.Println(d1,d2,float64(bytesN)/1e6/d1.Seconds(),float64(bytesN)/1e6/d2.Seconds())
}

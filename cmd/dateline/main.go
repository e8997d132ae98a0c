// Command dateline polls news feeds and lays the diplomatic events they report
// on one dated timeline.
package main

func main() {}

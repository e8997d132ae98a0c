package lookup

// SmallWord returns the byte offset where the word at offset i ends if it is all
// small letters, Latin or Russian, which are their own lower case: most words;
// else 0.
func SmallWord(text string, i int) int {
	start := i
	for i < len(text) {
		c := text[i]
		switch {
		case 'a' <= c && c <= 'z':
			i++
		case (c == 0xd0 || c == 0xd1) && i+1 < len(text) && smallRussian(c, text[i+1]):
			i += 2
		case i > start && (c == ' ' || c == ',' || c == '.'):
			return i
		default:
			return 0
		}
	}
	return i
}

// smallRussian reports whether two bytes are one of а–п or р–я.
func smallRussian(a, b byte) bool {
	return a == 0xd0 && b >= 0xb0 && b <= 0xbf || a == 0xd1 && b >= 0x80 && b <= 0x8f
}

# Prints the list of docs/citizen.md with what its tests said: read that file,
# then the output of `go test -v`. An item passes when it has a test and none failed.
FNR == 1 { file++ }
file == 1 && /^\| [PU][0-9]+ \|/ {
	split($0, cell, / *\| */)
	items[++n] = cell[2]
	words[cell[2]] = cell[3]
}
file == 2 && match($0, /^--- (PASS|FAIL|SKIP): Test[PU][0-9]+/) {
	split($0, part, /[: ]+/)
	match(part[3], /[PU][0-9]+/)
	id = substr(part[3], RSTART, 1) (substr(part[3], RSTART + 1, RLENGTH - 1) + 0)
	tests[id]++
	if (part[2] != "PASS") failed[id] = failed[id] " " part[3]
}
END {
	for (i = 1; i <= n; i++) {
		id = items[i]
		side = substr(id, 1, 1)
		of[side]++
		good = tests[id] && !failed[id]
		passed[side] += good
		printf "%-4s %s  %s%s\n", id, good ? "pass" : "FAIL", words[id], tests[id] ? failed[id] : " (no test)"
	}
	printf "P: %d of %d\nU: %d of %d\n", passed["P"], of["P"], passed["U"], of["U"]
	exit passed["P"] < of["P"] || passed["U"] < of["U"]
}

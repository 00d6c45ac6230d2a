// Checks a copy of a ledger, and proofs from it, with Go's own libraries for signed notes and transparency logs.
//
//	main COPY KEY ENTRY_PROOF INDEX OLD_CHECKPOINT SINCE_PROOF
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read(path string) []byte {
	data, err := os.ReadFile(path)
	must(err)
	return data
}

// tree reads origin, size and root of a note signed with the key.
func tree(text []byte, key string) tlog.Tree {
	verifier, err := note.NewVerifier(key)
	must(err)
	opened, err := note.Open(text, note.VerifierList(verifier))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		must(fmt.Errorf("not a checkpoint of %s: %q", verifier.Name(), opened.Text))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	return tlog.Tree{N: size, Hash: hash(lines[2])}
}

func hash(line string) (h tlog.Hash) {
	data, err := base64.StdEncoding.DecodeString(line)
	must(err)
	if len(data) != tlog.HashSize {
		must(fmt.Errorf("not a hash: %q", line))
	}
	copy(h[:], data)
	return h
}

type folder string

func (f folder) Height() int { return 8 }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range tiles {
		// tile/8/L/N in Go's layout, tile/L/N in the static one.
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(f), path))
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}

// entries reads all entries of a copy.
func entries(copy string, size int64) (all [][]byte) {
	for first := int64(0); first < size; first += 256 {
		held := size - first
		if held > 256 {
			held = 256
		}
		path := strings.Replace(tlog.Tile{H: 8, L: 0, N: first / 256, W: int(held)}.Path(), "tile/8/0/", "entries/", 1)
		data := bytes.NewReader(read(filepath.Join(copy, path)))
		for data.Len() > 0 {
			var length uint32
			must(binary.Read(data, binary.BigEndian, &length))
			entry := make([]byte, length)
			_, err := data.Read(entry)
			must(err)
			all = append(all, entry)
		}
	}
	return all
}

// hashes reads the lines of hashes between the head lines and the empty line.
func hashes(text string, nHead int) (all []tlog.Hash) {
	head := strings.SplitN(text, "\n\n", 2)[0]
	for _, line := range strings.Split(head, "\n")[nHead:] {
		all = append(all, hash(line))
	}
	return all
}

func main() {
	copy, key := os.Args[1], os.Args[2]
	now := tree(read(filepath.Join(copy, "checkpoint")), key)
	all := entries(copy, now.N)
	if int64(len(all)) != now.N {
		must(fmt.Errorf("%d entries of %d", len(all), now.N))
	}
	reader := tlog.TileHashReader(now, folder(copy))
	for index, entry := range all {
		leaf := tlog.RecordHash(entry)
		stored, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, int64(index))})
		must(err)
		if stored[0] != leaf {
			must(fmt.Errorf("entry %d is not the one of the tiles", index))
		}
		proof, err := tlog.ProveRecord(now.N, int64(index), reader)
		must(err)
		must(tlog.CheckRecord(proof, now.N, now.Hash, int64(index), leaf))
	}
	index, err := strconv.ParseInt(os.Args[4], 10, 64)
	must(err)
	included := string(read(os.Args[3]))
	at := tree([]byte(strings.SplitN(included, "\n\n", 2)[1]), key)
	must(tlog.CheckRecord(hashes(included, 3), at.N, at.Hash, index, tlog.RecordHash(all[index])))
	old := tree(read(os.Args[5]), key)
	since := string(read(os.Args[6]))
	at = tree([]byte(strings.SplitN(since, "\n\n", 2)[1]), key)
	must(tlog.CheckTree(hashes(since, 1), at.N, at.Hash, old.N, old.Hash))
	fmt.Printf("%d entries, every one proven\n", now.N)
}

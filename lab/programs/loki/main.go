// Loki is a stand-in for Grafana Loki, whose licence keeps it out of the lab's builds. It speaks the part of the API that
// the lab uses, with multi-tenancy, and stores lines in a file.
//
//	POST /loki/api/v1/push          stores the lines of JSON streams for the tenant in X-Scope-OrgID
//	GET  /loki/api/v1/query_range   returns the tenant's streams whose labels equal those in {a="b", c="d"}
//	GET  /ready, /metrics           200; a counter of lines in Prometheus' text format
//
// Flags of Loki are accepted and ignored. Requests without a tenant are answered with 401, as with auth_enabled: true.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"sync"
)

// stream is a stream of the push API, and a line of the file with the tenant that sent it.
type stream struct {
	Tenant string            `json:"tenant,omitempty"`
	Stream map[string]string `json:"stream"`
	Values [][2]string       `json:"values"`
}

type store struct {
	sync.Mutex
	file    *os.File
	streams []stream
}

var matcher = regexp.MustCompile(`(\w+)="([^"]*)"`)

func main() {
	folder := os.Getenv("LOKI_DATA")
	if folder == "" {
		folder = "/var/loki"
	}
	lines, err := open(filepath.Join(folder, "lines.json"))
	if err != nil {
		log.Fatal(err)
	}
	http.HandleFunc("/ready", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ready") })
	http.HandleFunc("/metrics", func(w http.ResponseWriter, _ *http.Request) {
		lines.Lock()
		defer lines.Unlock()
		fmt.Fprintf(w, "loki_distributor_lines_received_total %d\n", len(lines.streams))
	})
	http.HandleFunc("POST /loki/api/v1/push", withTenant(lines.push))
	http.HandleFunc("GET /loki/api/v1/query_range", withTenant(lines.query))
	log.Fatal(http.ListenAndServe(":3100", nil))
}

func withTenant(handle func(tenant string, w http.ResponseWriter, r *http.Request)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		tenant := r.Header.Get("X-Scope-OrgID")
		if tenant == "" {
			http.Error(w, "no org id", http.StatusUnauthorized)
			return
		}
		handle(tenant, w, r)
	}
}

// open reads the streams of an earlier run from a file, and appends later ones to it.
func open(path string) (*store, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	lines := &store{file: file}
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 1<<24)
	for scanner.Scan() {
		var entry stream
		if err := json.Unmarshal(scanner.Bytes(), &entry); err != nil {
			return nil, err
		}
		lines.streams = append(lines.streams, entry)
	}
	return lines, scanner.Err()
}

func (s *store) push(tenant string, w http.ResponseWriter, r *http.Request) {
	var body struct {
		Streams []stream `json:"streams"`
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.Lock()
	defer s.Unlock()
	for _, entry := range body.Streams {
		entry.Tenant = tenant
		if err := json.NewEncoder(s.file).Encode(entry); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		s.streams = append(s.streams, entry)
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *store) query(tenant string, w http.ResponseWriter, r *http.Request) {
	matchers := matcher.FindAllStringSubmatch(r.URL.Query().Get("query"), -1)
	s.Lock()
	defer s.Unlock()
	result := []stream{}
	for _, entry := range s.streams {
		matches := entry.Tenant == tenant
		for _, m := range matchers {
			matches = matches && entry.Stream[m[1]] == m[2]
		}
		if matches {
			result = append(result, stream{Stream: entry.Stream, Values: entry.Values})
		}
	}
	data := map[string]any{"resultType": "streams", "result": result}
	_ = json.NewEncoder(w).Encode(map[string]any{"status": "success", "data": data})
}

// Echo is the lab's workload: an HTTP service that reports who called it and calls others when told to.
//
//	GET /                       who called, as JSON
//	GET /call?url=URL           calls that URL and reports what came back; 502 where nothing did
//	GET /isAlive, /isReady      200; readiness ends with SIGTERM, so that traffic is led away first
//	GET /metrics                one counter, in the text format of Prometheus, and whatever the variable METRICS says
//
// It also exits with status 0 when called as `echo get URL` and the answer is 200: a probe without a shell. `echo try URL…`
// calls all of them at once and prints what came of each, as JSON. `echo send METHOD URL [NAME:VALUE…]` sends one request with
// these headers and standard input as its body, and prints what came of it. `echo read PATTERN` prints the files whose names match.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

type answer struct {
	Pod     string            `json:"pod"`
	Address string            `json:"address"`
	Caller  string            `json:"caller"`
	Method  string            `json:"method"`
	Host    string            `json:"host"`
	Path    string            `json:"path"`
	Headers map[string]string `json:"headers"`
}

type called struct {
	URL          string  `json:"url"`
	Status       int     `json:"status,omitempty"`
	Body         string  `json:"body,omitempty"`
	Error        string  `json:"error,omitempty"`
	Milliseconds float64 `json:"milliseconds"`
}

var client = &http.Client{Timeout: 3 * time.Second}

func call(url string) called {
	return send(http.MethodGet, url, nil, nil)
}

func send(method, url string, body io.Reader, headers []string) called {
	start := time.Now()
	result := called{URL: url}
	request, err := http.NewRequest(method, url, body)
	if err != nil {
		result.Error = err.Error()
		return result
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ":")
		request.Header.Set(name, value)
	}
	response, err := client.Do(request)
	if err == nil {
		defer response.Body.Close()
		var body []byte
		body, err = io.ReadAll(io.LimitReader(response.Body, 64<<10))
		result.Status, result.Body = response.StatusCode, string(body)
	}
	if err != nil {
		result.Error = err.Error()
	}
	result.Milliseconds = float64(time.Since(start).Microseconds()) / 1000
	return result
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value)
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == "get" {
		result := call(os.Args[2])
		fmt.Println(result.Body + result.Error)
		if result.Status != http.StatusOK {
			os.Exit(1)
		}
		return
	}
	if len(os.Args) > 2 && os.Args[1] == "try" {
		_ = json.NewEncoder(os.Stdout).Encode(try(os.Args[2:]))
		return
	}
	if len(os.Args) > 3 && os.Args[1] == "send" {
		_ = json.NewEncoder(os.Stdout).Encode(send(os.Args[2], os.Args[3], os.Stdin, os.Args[4:]))
		return
	}
	if len(os.Args) == 3 && os.Args[1] == "read" {
		if err := read(os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	serve()
}

func read(pattern string) error {
	names, err := filepath.Glob(pattern)
	for _, name := range names {
		var content []byte
		if content, err = os.ReadFile(name); err != nil {
			break
		}
		_, _ = os.Stdout.Write(content)
	}
	return err
}

func try(urls []string) []called {
	results := make([]called, len(urls))
	var calls sync.WaitGroup
	for i, url := range urls {
		calls.Add(1)
		go func() {
			defer calls.Done()
			results[i] = call(url)
		}()
	}
	calls.Wait()
	return results
}

func serve() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	pod, _ := os.Hostname()
	var requests atomic.Int64
	var leaving atomic.Bool
	log := slog.New(slog.NewJSONHandler(os.Stdout, nil))

	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		caller, _, _ := net.SplitHostPort(r.RemoteAddr)
		address := ""
		if local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
			address = local.String()
		}
		headers := map[string]string{}
		for name := range r.Header {
			headers[name] = r.Header.Get(name)
		}
		log.Info("called", "caller", caller, "path", r.URL.Path)
		writeJSON(w, http.StatusOK, answer{pod, address, caller, r.Method, r.Host, r.URL.Path, headers})
	})
	http.HandleFunc("/call", func(w http.ResponseWriter, r *http.Request) {
		result := call(r.URL.Query().Get("url"))
		status := http.StatusOK
		if result.Error != "" {
			status = http.StatusBadGateway
		}
		writeJSON(w, status, result)
	})
	http.HandleFunc("/isAlive", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "alive") })
	http.HandleFunc("/isReady", func(w http.ResponseWriter, _ *http.Request) {
		if leaving.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	http.HandleFunc("/metrics", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "# TYPE echo_requests_total counter\necho_requests_total %d\n", requests.Load())
		fmt.Fprintln(w, os.Getenv("METRICS"))
	})

	server := &http.Server{Addr: ":" + port, ReadHeaderTimeout: 5 * time.Second}
	ended, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	go func() {
		if err := server.ListenAndServe(); err != http.ErrServerClosed {
			log.Error("cannot serve", "error", err.Error())
			os.Exit(1)
		}
	}()
	log.Info("serving", "port", port)
	<-ended.Done()
	leaving.Store(true)
	patience, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_ = server.Shutdown(patience)
}

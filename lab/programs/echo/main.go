// Echo is the lab's workload: an HTTP service that returns the request's caller and can send requests itself.
//
//	GET /                       pod, caller and headers of the request, as JSON
//	GET /call?url=URL           sends a GET request to the URL and returns its result; 502 without a response
//	GET /isAlive, /isReady      200; /isReady returns 503 after SIGTERM, so that traffic moves to other pods first
//	GET /metrics                one counter in Prometheus' text format, and the value of the variable METRICS
//
// Subcommands, for images without a shell:
//
//	echo get URL                          prints the response body; exits with 0 if the status is 200
//	echo try URL…                         sends GET requests to all URLs concurrently and prints the results as JSON
//	echo send METHOD URL [NAME:VALUE…]    sends a request with headers and standard input as body, prints the result
//	echo read PATTERN                     prints the files that match the glob pattern
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

type requestInfo struct {
	Pod     string            `json:"pod"`
	Address string            `json:"address"`
	Caller  string            `json:"caller"`
	Method  string            `json:"method"`
	Host    string            `json:"host"`
	Path    string            `json:"path"`
	Headers map[string]string `json:"headers"`
}

type result struct {
	URL          string  `json:"url"`
	Status       int     `json:"status,omitempty"`
	Body         string  `json:"body,omitempty"`
	Error        string  `json:"error,omitempty"`
	Milliseconds float64 `json:"milliseconds"`
}

var client = &http.Client{Timeout: 3 * time.Second}

func get(url string) result {
	return send(http.MethodGet, url, nil, nil)
}

func send(method, url string, body io.Reader, headers []string) result {
	start := time.Now()
	sent := result{URL: url}
	request, err := http.NewRequest(method, url, body)
	if err != nil {
		sent.Error = err.Error()
		return sent
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
		sent.Status, sent.Body = response.StatusCode, string(body)
	}
	if err != nil {
		sent.Error = err.Error()
	}
	sent.Milliseconds = float64(time.Since(start).Microseconds()) / 1000
	return sent
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value)
}

func main() {
	if len(os.Args) == 3 && os.Args[1] == "get" {
		result := get(os.Args[2])
		fmt.Println(result.Body + result.Error)
		if result.Status != http.StatusOK {
			os.Exit(1)
		}
		return
	}
	if len(os.Args) > 2 && os.Args[1] == "try" {
		_ = json.NewEncoder(os.Stdout).Encode(getAll(os.Args[2:]))
		return
	}
	if len(os.Args) > 3 && os.Args[1] == "send" {
		_ = json.NewEncoder(os.Stdout).Encode(send(os.Args[2], os.Args[3], os.Stdin, os.Args[4:]))
		return
	}
	if len(os.Args) == 3 && os.Args[1] == "read" {
		if err := printFiles(os.Args[2]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	serve()
}

func printFiles(pattern string) error {
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

func getAll(urls []string) []result {
	results := make([]result, len(urls))
	var requests sync.WaitGroup
	for i, url := range urls {
		requests.Add(1)
		go func() {
			defer requests.Done()
			results[i] = get(url)
		}()
	}
	requests.Wait()
	return results
}

func serve() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	pod, _ := os.Hostname()
	var requests atomic.Int64
	var terminating atomic.Bool
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
		writeJSON(w, http.StatusOK, requestInfo{pod, address, caller, r.Method, r.Host, r.URL.Path, headers})
	})
	http.HandleFunc("/call", func(w http.ResponseWriter, r *http.Request) {
		result := get(r.URL.Query().Get("url"))
		status := http.StatusOK
		if result.Error != "" {
			status = http.StatusBadGateway
		}
		writeJSON(w, status, result)
	})
	http.HandleFunc("/isAlive", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "alive") })
	http.HandleFunc("/isReady", func(w http.ResponseWriter, _ *http.Request) {
		if terminating.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	http.HandleFunc("/metrics", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, "# TYPE echo_requests_total counter\necho_requests_total %d\n", requests.Load())
		fmt.Fprintln(w, os.Getenv("METRICS"))
	})

	server := &http.Server{Addr: ":" + port, ReadHeaderTimeout: 5 * time.Second}
	signalled, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	go func() {
		if err := server.ListenAndServe(); err != http.ErrServerClosed {
			log.Error("cannot serve", "error", err.Error())
			os.Exit(1)
		}
	}()
	log.Info("serving", "port", port)
	<-signalled.Done()
	terminating.Store(true)
	shutdown, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	_ = server.Shutdown(shutdown)
}

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const password = "a password for a bench"

// genduServer is the shipped server with one published episode of an hour.
type genduServer struct {
	cmd        *exec.Cmd
	addr       string
	database   string // its address
	cookie     string // of the host
	path       string // of listening.m4a
	size       int64
	objectFile string // the file behind it
}

func startGendu(binary, dir string) (*genduServer, error) {
	database := "sqlite:" + filepath.Join(dir, "gendu.db")
	env := append(os.Environ(), "GENDU_DATABASE="+database, "GENDU_OBJECTS=file:"+filepath.Join(dir, "objects"))
	tool := func(stdin string, args ...string) error {
		cmd := exec.Command(binary, args...)
		cmd.Env, cmd.Stdin = env, strings.NewReader(stdin)
		out, err := cmd.CombinedOutput()
		if err != nil {
			return fmt.Errorf("gendu %s: %w\n%s", strings.Join(args, " "), err, out)
		}
		return nil
	}
	hour := filepath.Join(dir, "hour.mp3")
	loop := exec.Command("ffmpeg", "-v", "error", "-stream_loop", "47", "-i", "cmd/gendu/demo/audio.mp3", "-c", "copy", hour)
	if out, err := loop.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("ffmpeg: %w\n%s", err, out)
	}
	err := errors.Join(
		tool(password+"\n", "user", "add", "bench", "--roles", "host", "--password-stdin"),
		tool("", "import", "--show", "bench", "--audio", hour, "--notes", "cmd/gendu/demo/notes.txt", "--publish"),
	)
	if err != nil {
		return nil, err
	}
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	s := &genduServer{addr: addr, database: database}
	s.cmd = exec.Command(binary, "serve", "--addr", addr, "--base-url", "http://"+addr)
	s.cmd.Env = env
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	if err := waitFor("http://" + addr + "/readyz"); err != nil {
		s.stop()
		return nil, err
	}
	if err := s.find(dir); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

// find signs in and looks for the episode's listening file.
func (s *genduServer) find(dir string) error {
	body, err := json.Marshal(map[string]string{"login": "bench", "password": password})
	if err != nil {
		return err
	}
	response, err := http.Post("http://"+s.addr+"/api/v1/session", "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || len(response.Cookies()) == 0 {
		return fmt.Errorf("signing in answered %s", response.Status)
	}
	s.cookie = response.Cookies()[0].Name + "=" + response.Cookies()[0].Value
	var list struct{ Shows []struct{ ID string } }
	if err := s.get("/api/v1/shows", &list); err != nil {
		return err
	}
	var show struct{ Episodes []struct{ ID string } }
	if err := s.get("/api/v1/shows/"+list.Shows[0].ID, &show); err != nil {
		return err
	}
	var page struct {
		Audio struct{ ID, Listening string }
	}
	if err := s.get("/api/v1/episodes/"+show.Episodes[0].ID, &page); err != nil {
		return err
	}
	s.path = page.Audio.Listening
	s.objectFile = filepath.Join(dir, "objects", "episodes", page.Audio.ID, filepath.Base(s.path))
	info, err := os.Stat(s.objectFile)
	if err != nil {
		return err
	}
	s.size = info.Size()
	return nil
}

func (s *genduServer) get(path string, into any) error {
	request, err := http.NewRequest(http.MethodGet, "http://"+s.addr+path, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Cookie", s.cookie)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s %w", path, response.Status, err)
	}
	return json.Unmarshal(b, into)
}

func (s *genduServer) target() target {
	return target{url: "http://" + s.addr + s.path, size: s.size}
}
func (s *genduServer) pids() []int { return []int{s.cmd.Process.Pid} }
func (s *genduServer) stop()       { stop(s.cmd) }

// nginxServer serves the folder of the same file.
type nginxServer struct {
	cmd  *exec.Cmd
	addr string
	name string
}

func startNginx(dir, file string) (*nginxServer, error) {
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	conf := fmt.Sprintf(`daemon off; worker_processes 2; pid %[1]s/nginx.pid; error_log %[1]s/nginx.log;
events { worker_connections 4096; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; default_type audio/mp4;
 client_body_temp_path %[1]s/t1; proxy_temp_path %[1]s/t2; fastcgi_temp_path %[1]s/t3; uwsgi_temp_path %[1]s/t4; scgi_temp_path %[1]s/t5;
 server { listen %[2]s; root %[3]s; } }`, dir, addr, filepath.Dir(file))
	name := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(name, []byte(conf), 0o600); err != nil {
		return nil, err
	}
	// nginx's workers give up root and must still reach the file.
	for d := filepath.Dir(file); len(d) >= len(dir); d = filepath.Dir(d) {
		if err := os.Chmod(d, 0o755); err != nil {
			return nil, err
		}
	}
	if err := os.Chmod(file, 0o644); err != nil {
		return nil, err
	}
	n := &nginxServer{addr: addr, name: filepath.Base(file), cmd: exec.Command("nginx", "-c", name)}
	n.cmd.Stderr = os.Stderr
	if err := n.cmd.Start(); err != nil {
		return nil, err
	}
	return n, waitFor("http://" + addr + "/" + n.name)
}

func (n *nginxServer) target(size int64) target {
	return target{url: "http://" + n.addr + "/" + n.name, size: size}
}
func (n *nginxServer) pids() []int { return withChildren(n.cmd.Process.Pid) }
func (n *nginxServer) stop()       { stop(n.cmd) }

func stop(cmd *exec.Cmd) {
	_ = cmd.Process.Signal(os.Interrupt)
	_ = cmd.Wait()
}

func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

func waitFor(url string) error {
	for range 200 {
		response, err := http.Head(url)
		if err == nil {
			response.Body.Close()
			if response.StatusCode < 500 {
				return nil
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("nothing answers at %s", url)
}

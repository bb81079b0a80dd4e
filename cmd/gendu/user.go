package main

import (
	"bufio"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"gendu"
	"gendu/identity"
)

type userCmd struct {
	Stores stores `embed:""`

	Add      userAddCmd      `cmd:"" help:"Add a user. Without --password-stdin a random password is made and printed."`
	List     userListCmd     `cmd:"" help:"List the users."`
	Roles    userRolesCmd    `cmd:"" help:"Set a user's roles; they hold at once."`
	Password userPasswordCmd `cmd:"" help:"Set a user's password; signs them out."`
	Disable  userDisableCmd  `cmd:"" help:"Disable a user, or enable with --undo; signs them out."`
}

type userAddCmd struct {
	Login         string   `arg:"" help:"Name to sign in with."`
	Name          string   `help:"Name that others see; the login by default."`
	Roles         []string `help:"Comma-separated: learner, teacher, host, admin." default:"learner"`
	PasswordStdin bool     `help:"Read the password from standard input."`
}

func (c *userAddCmd) Run(ctx context.Context, s *stores) error {
	login := strings.ToLower(c.Login)
	name, unnamed := identity.CheckName(cmp.Or(strings.TrimSpace(c.Name), login))
	roles, err := parseRoles(c.Roles)
	if err := usage(identity.CheckLogin(login), named("--name", unnamed), err, s.validate()); err != nil {
		return err
	}
	password, printed, err := choosePassword(c.PasswordStdin, os.Stdin, login)
	if err != nil {
		return err
	}
	h, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	user := &gendu.User{Login: login, Name: name, PasswordHash: identity.HashPassword(password), Roles: roles}
	err = h.store.CreateUser(ctx, user)
	if gendu.KindOf(err) == gendu.Conflict {
		return gendu.Errorf(gendu.Conflict, "the user name %q is taken: choose another, or change that account with gendu user roles, password or disable", login)
	}
	if err != nil {
		return err
	}
	fmt.Printf("added %s\n%s", user.Login, printed)
	return nil
}

type userListCmd struct{}

func (userListCmd) Run(ctx context.Context, s *stores, out io.Writer) error {
	rows, err := s.openRows(ctx)
	if err != nil {
		return err
	}
	defer rows.Close()
	users, err := rows.Users(ctx)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "LOGIN\tNAME\tROLES\tSTATE")
	for _, u := range users {
		state := "active"
		if u.Disabled {
			state = "disabled"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", u.Login, u.Name, joinRoles(u.Roles), state)
	}
	return w.Flush()
}

type userRolesCmd struct {
	Login string   `arg:""`
	Roles []string `arg:"" help:"learner, teacher, host, admin."`
}

func (c *userRolesCmd) Run(ctx context.Context, s *stores) error {
	roles, err := parseRoles(c.Roles)
	if err != nil {
		return usage(err)
	}
	return s.withUser(ctx, c.Login, func(h *backend, u *gendu.User) error {
		return h.warnWithoutAdmin(ctx, h.store.SetRoles(ctx, u.ID, roles))
	})
}

type userPasswordCmd struct {
	Login         string `arg:""`
	PasswordStdin bool   `help:"Read the password from standard input."`
}

func (c *userPasswordCmd) Run(ctx context.Context, s *stores) error {
	return s.withUser(ctx, c.Login, func(h *backend, u *gendu.User) error {
		password, printed, err := choosePassword(c.PasswordStdin, os.Stdin, u.Login)
		if err != nil {
			return err
		}
		if err := h.store.SetPassword(ctx, u.ID, identity.HashPassword(password)); err != nil {
			return err
		}
		fmt.Print(printed)
		return nil
	})
}

type userDisableCmd struct {
	Login string `arg:""`
	Undo  bool   `help:"Enable again."`
}

func (c *userDisableCmd) Run(ctx context.Context, s *stores) error {
	return s.withUser(ctx, c.Login, func(h *backend, u *gendu.User) error {
		return h.warnWithoutAdmin(ctx, h.store.SetDisabled(ctx, u.ID, !c.Undo))
	})
}

// warnWithoutAdmin says after a change where no administrator is left.
func (h *backend) warnWithoutAdmin(ctx context.Context, err error) error {
	if err != nil {
		return err
	}
	has, err := h.store.HasAdmin(ctx)
	if err == nil && !has {
		fmt.Fprintln(os.Stderr, "gendu: no administrator with a password is left; the next start of the server prints a link to make one")
	}
	return err
}

func (s *stores) withUser(ctx context.Context, login string, do func(*backend, *gendu.User) error) error {
	h, err := s.openExisting(ctx)
	if err != nil {
		return err
	}
	defer h.close()
	user, err := h.store.UserByLogin(ctx, strings.ToLower(login))
	if gendu.KindOf(err) == gendu.NotFound {
		return gendu.Errorf(gendu.NotFound, "there is no user %q; gendu user list shows them all", login)
	}
	if err != nil {
		return err
	}
	return do(h, user)
}

// parseRoles gives the roles in their fixed order; everybody is a learner.
func parseRoles(names []string) ([]gendu.Role, error) {
	given := map[gendu.Role]bool{gendu.Learner: true}
	var faults []error
	for _, n := range names {
		r := gendu.Role(strings.TrimSpace(n))
		if !slices.Contains(gendu.Roles(), r) {
			faults = append(faults, fmt.Errorf("%q is no role: learner, teacher, host and admin are", n))
		}
		given[r] = true
	}
	roles := slices.DeleteFunc(gendu.Roles(), func(r gendu.Role) bool { return !given[r] })
	return roles, errors.Join(faults...)
}

func joinRoles(roles []gendu.Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return strings.Join(names, " ")
}

// choosePassword reads a password for a login, by the rules of the server, or
// makes one and says what to print of it.
func choosePassword(read bool, in io.Reader, login string) (password, printed string, err error) {
	if !read {
		password = randomPassword()
		return password, "password: " + password + "\n", nil
	}
	line, err := bufio.NewReader(io.LimitReader(in, 1024)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", "", err
	}
	password = strings.TrimRight(line, "\r\n")
	return password, "", identity.CheckPassword(password, login)
}

// randomPassword has 80 bits and no characters that are mistaken for each other.
func randomPassword() string {
	text := strings.ToLower(rand.Text()) // base 32, 130 bits
	return text[:4] + "-" + text[4:8] + "-" + text[8:12] + "-" + text[12:16]
}

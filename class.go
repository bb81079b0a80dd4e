package gendu

import "time"

// Class is a teacher's group of learners.
type Class struct {
	ID        ID
	TeacherID ID
	Name      string
	AllTakes  bool // the teacher hears all takes of members, not only those sent
	ScoresOff bool // members see no comparison of their takes
	KeepDays  int  // after so many days the takes that the class hears are deleted; 0: never
	CreatedAt time.Time
	Code      ClassCode
}

// ClassCode lets learners join a class, and sign up to do so.
type ClassCode struct {
	Code      string    // "" where the class has none; letters and digits that are not mistaken for each other
	ExpiresAt time.Time // zero: never
	UsesLeft  int       // -1: any number
}

// Membership is a learner's place in a class. It is ended, not deleted.
type Membership struct {
	ClassID  ID
	UserID   ID
	JoinedAt time.Time
	EndedAt  time.Time // zero: still a member
}

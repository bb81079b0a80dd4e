// Package numbers is the part of the store that counts how episodes are practised, for
// their hosts. What may be shown of it is for package publishing to say.
package numbers

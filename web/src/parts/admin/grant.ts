// What is asked before somebody becomes an administrator.

import { t } from '$lib/i18n'

export function adminQuestion(name: string): { title: string; text: string; yes: string } {
  return { title: t('grantAdminTitle', { name }), text: t('grantAdminText', { name }), yes: t('grantAdminYes') }
}

/** The same before a link that makes the person who opens it an administrator. */
export function adminLinkQuestion(): { title: string; text: string; yes: string } {
  return { title: t('grantAdminLinkTitle'), text: t('grantAdminLinkText'), yes: t('grantAdminLinkYes') }
}

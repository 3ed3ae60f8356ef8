/**
 * The admin interface: JSON over HTTP under `/_/admin/`, signed with SigV4 (service `mallee`) by the
 * root key. `mallee admin` is its client.
 */
import { AuthError } from '../auth/authenticate.ts'
import type { Clock } from '../clock.ts'
import type { HttpHandler, HttpRequest, HttpResponse } from '../http/exchange.ts'
import type { Accounts, Principal } from '../iam/account.ts'
import { AccountError, type AccountErrorCode } from '../iam/accounts.ts'

// Validates an OpenAPI file against the schema of its version, and that every
// reference in it leads somewhere: node openapi.mjs [FILE]. kin-openapi, which the
// server uses, passes over keys that it does not know; this validator does not.
import { Validator } from '@seriousme/openapi-schema-validator'

const file = process.argv[2] ?? '../server/api/openapi.yaml'
const validator = new Validator()
const result = await validator.validate(file)
if (!result.valid) {
  for (const { instancePath, message, params } of [result.errors].flat())
    console.error(instancePath === undefined ? `${file}: ${result.errors}` : `${file}: ${instancePath || '/'}: ${message} ${JSON.stringify(params)}`)
  process.exit(1)
}
validator.resolveRefs()
console.log(`${file}: valid OpenAPI ${validator.version}`)

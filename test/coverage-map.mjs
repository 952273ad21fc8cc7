/**
 * Which files a test's coverage is measured of, for tap: all (`[]`), or none (`null`). It is measured where the tests of single
 * parts are. It costs a fifth of the time of the others.
 */
const MEASURED = /^(?:test\/(?:unit|kernel|native|fuzz)\/|\.tap\/together\/unit-)/

export default (file) => (MEASURED.test(file) ? [] : null)

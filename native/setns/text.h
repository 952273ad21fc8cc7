/* text.c: strings and numbers without <stdio.h>. */
#ifndef RTNL_SETNS_TEXT_H
#define RTNL_SETNS_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Concatenates three strings, truncated to `size`; the result always ends with a NUL. */
void join(char *into, size_t size, const char *first, const char *second, const char *third);
/**
 * Parses a decimal number without sign, blanks or leading zeros. False for anything else and for numbers above
 * `maximum`.
 */
bool parse_number(const char *text, uint32_t maximum, uint32_t *number);
/** A buffer for format_number(). */
struct decimal {
  char digits[11];
};
/** Formats a number; the returned pointer is into `buffer`. */
const char *format_number(struct decimal *buffer, uint32_t number);
/** Whether the text is a file name without a directory. */
bool is_file_name(const char *text);

#endif

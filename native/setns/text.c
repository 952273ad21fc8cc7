/* Strings and numbers without <stdio.h>, whose printf would be larger than the rest of the program. */
#include "text.h"

#include <limits.h>
#include <string.h>

void join(char *into, size_t size, const char *first, const char *second, const char *third) {
  const char *const parts[] = {first, second, third};
  const char *const end = into + size - 1;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    for (const char *from = parts[i]; *from != '\0' && into < end; from++) *into++ = *from;
  }
  *into = '\0';
}

bool parse_number(const char *text, uint32_t maximum, uint32_t *number) {
  uint64_t value = 0;
  if (*text == '\0' || (*text == '0' && text[1] != '\0')) return false;
  for (; *text != '\0'; text++) {
    if (*text < '0' || *text > '9') return false;
    value = value * 10 + (uint64_t)(*text - '0');
    if (value > maximum) return false;
  }
  *number = (uint32_t)value;
  return true;
}

const char *format_number(struct decimal *buffer, uint32_t number) {
  char *at = buffer->digits + sizeof buffer->digits - 1;
  *at = '\0';
  do {
    *--at = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0);
  return at;
}

bool is_file_name(const char *text) {
  const size_t length = strlen(text);
  if (length == 0 || length > NAME_MAX || strchr(text, '/') != NULL) return false;
  return strcmp(text, ".") != 0 && strcmp(text, "..") != 0;
}

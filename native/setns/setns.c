/* The program: what it was started for. Without <stdio.h>, whose printf would be most of it. */
#include "setns.h"

#include <string.h>

void join(char *into, size_t size, const char *first, const char *second, const char *third) {
  const char *const parts[] = {first, second, third};
  const char *const end = into + size - 1;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    for (const char *from = parts[i]; *from != '\0' && into < end; from++) *into++ = *from;
  }
  *into = '\0';
}

int main(int count, char **words) {
  if (count == 2 && strcmp(words[1], "serve") == 0) return serve(0);
  if (count > 9 && strcmp(words[1], "exec") == 0) return run_program(count - 2, words + 2);
  return 2;
}

/*
 * Included before every source of the addon by scripts/test-sanitize.sh, for test/native/faults.ts: each call that can fail
 * does so when it is the one that RTNL_FAIL_AT counts down to, in the environment, where JavaScript can write the number
 * and see what is left of it. Calls that give something back are not among them, and neither are those of the I/O threads.
 */
#ifndef RTNL_FAULTS_H
#define RTNL_FAULTS_H

#include <errno.h>
#include <node_api.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "../../native/libuv.h"

static inline bool fault(void) {
  if (syscall(SYS_gettid) != getpid()) return false;
  const char *text = getenv("RTNL_FAIL_AT");
  const int left = text == NULL ? 0 : atoi(text);
  char next[16];
  if (left <= 0) return false;
  snprintf(next, sizeof next, "%d", left - 1);
  setenv("RTNL_FAIL_AT", next, 1);
  errno = ENOMEM;
  return left == 1;
}

#define OR(failure, call) (fault() ? (failure) : (call))
#define OR_NAPI(call) OR(napi_generic_failure, call)

#define calloc(...) OR(NULL, calloc(__VA_ARGS__))
#define malloc(...) OR(NULL, malloc(__VA_ARGS__))
#define realloc(...) OR(NULL, realloc(__VA_ARGS__))
#define epoll_create1(...) OR(-1, epoll_create1(__VA_ARGS__))
#define eventfd(...) OR(-1, eventfd(__VA_ARGS__))
#define timerfd_create(...) OR(-1, timerfd_create(__VA_ARGS__))
#define pthread_create(...) OR(EAGAIN, pthread_create(__VA_ARGS__))
#define pthread_attr_init(...) OR(ENOMEM, pthread_attr_init(__VA_ARGS__))
#define uv_async_init(...) OR(-ENOMEM, uv_async_init(__VA_ARGS__))
#define uv_poll_init(...) OR(-ENOMEM, uv_poll_init(__VA_ARGS__))
#define uv_poll_start(...) OR(-ENOMEM, uv_poll_start(__VA_ARGS__))
#define napi_check_object_type_tag(...) OR_NAPI(napi_check_object_type_tag(__VA_ARGS__))
#define napi_create_array_with_length(...) OR_NAPI(napi_create_array_with_length(__VA_ARGS__))
#define napi_create_double(...) OR_NAPI(napi_create_double(__VA_ARGS__))
#define napi_create_function(...) OR_NAPI(napi_create_function(__VA_ARGS__))
#define napi_create_int32(...) OR_NAPI(napi_create_int32(__VA_ARGS__))
#define napi_create_object(...) OR_NAPI(napi_create_object(__VA_ARGS__))
#define napi_create_reference(...) OR_NAPI(napi_create_reference(__VA_ARGS__))
#define napi_create_uint32(...) OR_NAPI(napi_create_uint32(__VA_ARGS__))
#define napi_define_properties(...) OR_NAPI(napi_define_properties(__VA_ARGS__))
#define napi_get_array_length(...) OR_NAPI(napi_get_array_length(__VA_ARGS__))
#define napi_get_cb_info(...) OR_NAPI(napi_get_cb_info(__VA_ARGS__))
#define napi_get_element(...) OR_NAPI(napi_get_element(__VA_ARGS__))
#define napi_get_reference_value(...) OR_NAPI(napi_get_reference_value(__VA_ARGS__))
#define napi_get_typedarray_info(...) OR_NAPI(napi_get_typedarray_info(__VA_ARGS__))
#define napi_get_value_double(...) OR_NAPI(napi_get_value_double(__VA_ARGS__))
#define napi_get_value_string_utf8(...) OR_NAPI(napi_get_value_string_utf8(__VA_ARGS__))
#define napi_is_arraybuffer(...) OR_NAPI(napi_is_arraybuffer(__VA_ARGS__))
#define napi_new_instance(...) OR_NAPI(napi_new_instance(__VA_ARGS__))
#define napi_open_handle_scope(...) OR_NAPI(napi_open_handle_scope(__VA_ARGS__))
#define napi_type_tag_object(...) OR_NAPI(napi_type_tag_object(__VA_ARGS__))
#define napi_typeof(...) OR_NAPI(napi_typeof(__VA_ARGS__))
#define napi_unwrap(...) OR_NAPI(napi_unwrap(__VA_ARGS__))
#define napi_wrap(...) OR_NAPI(napi_wrap(__VA_ARGS__))

#endif

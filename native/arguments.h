/* arguments.c: converts JavaScript arguments to C, and results back. */
#ifndef RTNL_ARGUMENTS_H
#define RTNL_ARGUMENTS_H

#include <node_api.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/uio.h>

#define ARGUMENTS 6
#define VECTORS 1024 /* UIO_MAXIOV */

/** A call from JavaScript. Arguments that it does not have are undefined. */
struct call {
  napi_env env;
  struct environment *environment;
  struct socket *socket; /* of a method */
  napi_value self;       /* the receiver of a method */
  size_t count;
  napi_value values[ARGUMENTS];
};

struct vectors {
  size_t count;
  bool excess; /* more buffers than sendmsg(2) accepts */
  struct iovec list[VECTORS];
};

/* false: an exception is pending */
bool function_begin(napi_env env, napi_callback_info info, struct call *call);
bool method_begin(napi_env env, napi_callback_info info, struct call *call);
bool argument_integer(const struct call *call, size_t index, int32_t *value);
bool argument_unsigned(const struct call *call, size_t index, uint32_t *value);
bool integer_of(napi_env env, napi_value value, int32_t *integer);
bool argument_bytes(const struct call *call, size_t index, struct iovec *bytes);
bool shared_bytes_of(napi_env env, napi_value value, struct iovec *bytes);
bool argument_elements(const struct call *call, size_t index, uint32_t maximum, napi_value *values, uint32_t *count,
                       const char *expected);
bool argument_vectors(const struct call *call, size_t index, struct vectors *vectors);
bool argument_function(const struct call *call, size_t index);
bool wrong_argument(const struct call *call, size_t index, const char *expected);
socklen_t length_of(const struct iovec *bytes);

/* results; NULL and false: an exception is pending */
bool define(napi_env env, napi_value object, const char *name, napi_value value);
bool define_element(napi_env env, napi_value array, uint32_t index, napi_value value);
napi_value number(napi_env env, int value);

#endif

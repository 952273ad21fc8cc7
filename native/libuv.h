/*
 * The libuv functions that the addon calls. `node` exports them, but `node-api-headers` does not include <uv.h>.
 *
 * Handles are opaque and allocated with uv_handle_size(), so the addon depends on no struct layout of a libuv version.
 * If <uv.h> is installed, scripts/build-native.sh compiles these declarations together with it, so that a prototype that
 * differs is a compile error.
 */
#ifndef RTNL_LIBUV_H
#define RTNL_LIBUV_H

#include <stddef.h>

typedef struct uv_loop_s uv_loop_t;
typedef struct uv_handle_s uv_handle_t;
typedef struct uv_poll_s uv_poll_t;
typedef struct uv_async_s uv_async_t;

typedef void (*uv_close_cb)(uv_handle_t *handle);
typedef void (*uv_poll_cb)(uv_poll_t *handle, int status, int events);
typedef void (*uv_async_cb)(uv_async_t *handle);

/* uv_handle_type and uv_poll_event, part of the ABI of libuv 1.x */
#define LIBUV_ASYNC 1u
#define LIBUV_POLL 8u
#define LIBUV_READABLE 1

/* enum uv_handle_type has no negative member, so its compatible type is unsigned int */
extern size_t uv_handle_size(unsigned int type);
extern void uv_handle_set_data(uv_handle_t *handle, void *data);
extern void *uv_handle_get_data(const uv_handle_t *handle);
extern void uv_ref(uv_handle_t *handle);
extern void uv_unref(uv_handle_t *handle);
extern void uv_close(uv_handle_t *handle, uv_close_cb callback);

extern int uv_poll_init(uv_loop_t *loop, uv_poll_t *handle, int fd);
extern int uv_poll_start(uv_poll_t *handle, int events, uv_poll_cb callback);

extern int uv_async_init(uv_loop_t *loop, uv_async_t *handle, uv_async_cb callback);
extern int uv_async_send(uv_async_t *handle);

#endif

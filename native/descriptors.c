/* Passes file descriptors over unix sockets (SCM_RIGHTS). */
#include "descriptors.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "arguments.h"
#include "lifetime.h"
#include "rights.h"

static napi_value fds_result(napi_env env, ssize_t length, const int *fds, size_t count) {
  napi_value result, list;
  if (napi_create_object(env, &result) != napi_ok || napi_create_array_with_length(env, count, &list) != napi_ok) {
    return NULL;
  }
  for (uint32_t i = 0; i < count; i++) {
    if (!define_element(env, list, i, number(env, fds[i]))) return NULL;
  }
  return define(env, result, "length", number(env, (int)length)) && define(env, result, "fds", list) ? result : NULL;
}

/** receiveFds(into, max): one datagram with its descriptors, which the caller owns */
napi_value method_receive_fds(napi_env env, napi_callback_info info) {
  struct call call;
  struct iovec into;
  uint32_t maximum;
  if (!method_begin(env, info, &call) || !argument_bytes(&call, 0, &into) || !argument_unsigned(&call, 1, &maximum)) {
    return NULL;
  }
  if (call.socket->fd < 0) return number(env, -EBADF);
  if (call.socket->io != NULL) return number(env, -EBUSY);
  if (maximum > RIGHTS_MAXIMUM) maximum = RIGHTS_MAXIMUM;

  _Alignas(struct cmsghdr) uint8_t control[CMSG_SPACE(RIGHTS_MAXIMUM * sizeof(int))];
  /* CMSG_LEN, because the padding in CMSG_SPACE would admit one more descriptor */
  struct msghdr message = {.msg_iov = &into, .msg_iovlen = 1, .msg_control = control,
                           .msg_controllen = CMSG_LEN(maximum * sizeof(int))};
  const int flags = MSG_DONTWAIT | MSG_CMSG_CLOEXEC | (call.socket->type == SOCK_STREAM ? 0 : MSG_TRUNC);
  ssize_t length;
  do {
    length = recvmsg(call.socket->fd, &message, flags);
  } while (length < 0 && errno == EINTR);
  if (length < 0) return number(env, -errno);

  int fds[RIGHTS_MAXIMUM];
  const size_t count = rights_take(&message, fds, RIGHTS_MAXIMUM);
  napi_value result = fds_result(env, length, fds, count);
  for (size_t i = 0; result == NULL && i < count; i++) close(fds[i]);
  return result;
}

/** sendFds(data, fds): one datagram with descriptors; the caller still owns them */
napi_value method_send_fds(napi_env env, napi_callback_info info) {
  static const char expected[] = "an array of integers of 32 bits";
  struct call call;
  struct iovec data;
  uint32_t count;
  int fds[RIGHTS_MAXIMUM];
  napi_value values[RIGHTS_MAXIMUM];
  if (!method_begin(env, info, &call) || !argument_elements(&call, 1, RIGHTS_MAXIMUM, values, &count, expected) ||
      !argument_bytes(&call, 0, &data)) {
    return NULL;
  }
  if (count > RIGHTS_MAXIMUM) return number(env, -EINVAL);
  for (uint32_t i = 0; i < count; i++) {
    if (!integer_of(env, values[i], &fds[i])) {
      wrong_argument(&call, 1, expected);
      return NULL;
    }
  }
  if (call.socket->fd < 0) return number(env, -EBADF);
  if (call.socket->io != NULL) return number(env, -EBUSY);

  _Alignas(struct cmsghdr) uint8_t control[CMSG_SPACE(RIGHTS_MAXIMUM * sizeof(int))] = {0};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
  if (count > 0) {
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(count * sizeof(int));
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(header), fds, count * sizeof(int));
  }
  ssize_t sent;
  do {
    sent = sendmsg(call.socket->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return number(env, sent < 0 ? -errno : (int)sent);
}

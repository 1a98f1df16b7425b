/*
 * For kernels without /dev/udmabuf, as in containers: the "DMA buffer" is the memfd itself, which
 * maps and reads just the same. Preloaded by virtual_camera.py; nothing else may use it.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/dma-buf.h>
#include <linux/udmabuf.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define NODE "/dev/udmabuf"

static int is_used;

static int opened(const char *name, const char *path, int flags, mode_t mode)
{
	int (*next)(const char *, int, ...) = dlsym(RTLD_NEXT, name);

	if (strcmp(path, NODE) == 0) {
		is_used = 1;
		path = "/dev/null";
	}
	return next(path, flags, mode);
}

#define OPEN(name)                                      \
	int name(const char *path, int flags, ...)      \
	{                                               \
		va_list rest;                           \
		va_start(rest, flags);                  \
		mode_t mode = va_arg(rest, mode_t);     \
		va_end(rest);                           \
		return opened(#name, path, flags, mode); \
	}
OPEN(open)
OPEN(open64)

int ioctl(int fd, unsigned long request, ...)
{
	va_list rest;

	va_start(rest, request);
	void *argument = va_arg(rest, void *);
	va_end(rest);
	if (is_used && request == UDMABUF_CREATE)
		return fcntl(((struct udmabuf_create *)argument)->memfd, F_DUPFD_CLOEXEC, 0);
	if (is_used && request == DMA_BUF_IOCTL_SYNC)
		return 0;

	int (*next)(int, unsigned long, ...) = dlsym(RTLD_NEXT, "ioctl");
	return next(fd, request, argument);
}

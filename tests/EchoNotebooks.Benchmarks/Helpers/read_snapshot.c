/*
 * What a snapshot asks the kernel, by a C program on one thread: of a process and its children the same files twice, the second
 * time without the links of sockets and pipes, which fdinfo's inode tells; for each descriptor of anything but a socket the same
 * kcmp, and one list of the TCP sockets. It keeps what it reads, but draws nothing from it.
 *
 *     read_snapshot PID TIMES      prints the milliseconds of each reading, one a line
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/kcmp.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#define MOST 100000

enum kind { FILE_OF_ANY_KIND, PIPE, SOCKET };
struct descriptor { int pid, fd, flags, mount; enum kind kind; unsigned long inode, named; };
struct description { unsigned long inode; int mount, pid, fd; };

static struct descriptor held[2][MOST];
static struct description known[MOST];
static unsigned long sockets[MOST];
static int pids[MOST];
static int count[2], descriptions, found, processes;
static char text[1 << 20];

static int read_file(int folder, const char *path, int whole)
{
    int fd = openat(folder, path, O_RDONLY | O_CLOEXEC), length = 0, n;
    if (fd < 0) return -1;
    while ((n = read(fd, text + length, sizeof text - 1 - length)) > 0 && whole) length += n;
    if (!whole && n > 0) length = n;
    close(fd);
    text[length] = 0;
    return length;
}

static long number(const char *name)
{
    char *at = strstr(text, name);
    return at ? strtol(at + strlen(name), 0, strcmp(name, "flags:") ? 10 : 8) : -1;
}

static void read_descriptor(int folder, int fds, int pid, int fd, int pass)
{
    int i = count[pass];
    struct descriptor *d = &held[pass][i];
    const struct descriptor *before = pass && i < count[0] && held[0][i].pid == pid && held[0][i].fd == fd ? &held[0][i] : 0;
    char path[40], link[256];
    struct statx stat;
    memset(d, 0, sizeof *d);
    if (before) d->kind = before->kind, d->named = before->named;
    if (!before || before->kind == FILE_OF_ANY_KIND) {
        snprintf(path, sizeof path, "%d", fd);
        ssize_t n = readlinkat(fds, path, link, sizeof link - 1);
        if (n < 0) return;
        link[n] = 0;
        char *bracket = strchr(link, '[');
        d->kind = !strncmp(link, "socket:", 7) ? SOCKET : !strncmp(link, "pipe:", 5) ? PIPE : FILE_OF_ANY_KIND;
        if (link[0] != '/' && bracket) d->named = strtoul(bracket + 1, 0, 10);
        else if (!before && statx(fds, path, AT_STATX_DONT_SYNC, STATX_TYPE | STATX_INO, &stat) == 0) d->named = stat.stx_ino;
    }
    snprintf(path, sizeof path, "fdinfo/%d", fd);
    if (read_file(folder, path, 0) < 0) return;
    d->pid = pid, d->fd = fd, d->flags = number("flags:"), d->mount = number("mnt_id:"), d->inode = number("ino:");
    count[pass]++;
}

static int by_number(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

static void read_process(int pid, int pass)
{
    static int numbers[MOST];
    char path[64], link[64];
    int n = 0;
    snprintf(path, sizeof path, "/proc/%d", pid);
    int folder = open(path, O_RDONLY | O_CLOEXEC);
    if (folder < 0) return;
    read_file(folder, "stat", 0);
    snprintf(path, sizeof path, "task/%d/children", pid);
    read_file(folder, path, 1);
    for (char *at = text, *end; *at; at = end) {
        int child = strtol(at, &end, 10);
        if (end == at) break;
        pids[processes++] = child;
    }
    int fds = openat(folder, "fd", O_RDONLY | O_CLOEXEC);
    char entries[8192];
    for (long size; (size = syscall(SYS_getdents64, fds, entries, sizeof entries)) > 0;)
        for (long at = 0; at < size; at += ((struct dirent64 *)(entries + at))->d_reclen) {
            char *name = ((struct dirent64 *)(entries + at))->d_name;
            if (name[0] != '.') numbers[n++] = atoi(name);
        }
    qsort(numbers, n, sizeof numbers[0], by_number);
    for (int i = 0; i < n; i++) read_descriptor(folder, fds, pid, numbers[i], pass);
    close(fds);
    if (pass == 0) readlinkat(folder, "ns/net", link, sizeof link);
    close(folder);
}

static void read_all(int pid, int pass)
{
    count[pass] = 0;
    processes = 1;
    pids[0] = pid;
    for (int i = 0; i < processes; i++) read_process(pids[i], pass);
}

/* Binary search among the descriptions of one file: kcmp gives an order. */
static void place(const struct descriptor *d)
{
    int low = 0, high = descriptions;
    while (low < high) {
        int middle = (low + high) / 2;
        struct description *other = &known[middle];
        long order = other->inode != d->inode ? (other->inode < d->inode ? 2 : 1)
            : other->mount != d->mount ? (other->mount < d->mount ? 2 : 1)
            : d->kind == SOCKET ? 0
            : syscall(SYS_kcmp, d->pid, other->pid, KCMP_FILE, d->fd, other->fd);
        if (order == 0) return;
        if (order == 1) high = middle;
        else low = middle + 1;
    }
    memmove(known + low + 1, known + low, (descriptions++ - low) * sizeof known[0]);
    known[low] = (struct description){ d->inode, d->mount, d->pid, d->fd };
}

static void list_sockets(void)
{
    struct { struct nlmsghdr head; struct inet_diag_req_v2 body; } request = {
        { sizeof request, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST | NLM_F_DUMP, 0, 0 },
        { .sdiag_family = AF_INET, .sdiag_protocol = IPPROTO_TCP, .idiag_states = -1 },
    };
    char path[64], name[64];
    for (int i = 0; i < count[0]; i++) {
        struct descriptor *d = &held[0][i];
        snprintf(path, sizeof path, "/proc/%d/fd/%d", d->pid, d->fd);
        if (d->kind == SOCKET) getxattr(path, "system.sockprotoname", name, sizeof name);
    }
    int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    send(netlink, &request, sizeof request, 0);
    for (int done = 0; !done;) {
        int n = recv(netlink, text, 32768, 0);
        if (n <= 0) break;
        for (struct nlmsghdr *head = (void *)text; NLMSG_OK(head, n); head = NLMSG_NEXT(head, n)) {
            if (head->nlmsg_type == NLMSG_DONE || head->nlmsg_type == NLMSG_ERROR) { done = 1; break; }
            sockets[found++ % MOST] = ((struct inet_diag_msg *)NLMSG_DATA(head))->idiag_inode;
        }
    }
    close(netlink);
}

int main(int argc, char **argv)
{
    if (argc != 3) return 2;
    for (int i = atoi(argv[2]); i > 0; i--) {
        struct timespec begun, done;
        clock_gettime(CLOCK_MONOTONIC, &begun);
        read_all(atoi(argv[1]), 0);
        descriptions = found = 0;
        for (int d = 0; d < count[0]; d++) place(&held[0][d]);
        list_sockets();
        read_all(atoi(argv[1]), 1);
        if (count[0] != count[1] || memcmp(held[0], held[1], count[0] * sizeof held[0][0])) fprintf(stderr, "it changes\n");
        clock_gettime(CLOCK_MONOTONIC, &done);
        printf("%f\n", (done.tv_sec - begun.tv_sec) * 1e3 + (done.tv_nsec - begun.tv_nsec) / 1e6);
    }
    return 0;
}

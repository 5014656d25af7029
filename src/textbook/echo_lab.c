/*
 * 실험실: 결함을 고친 다중접속 에코 서버와, 이름을 불러 하나씩 되살리는 결함들.
 *
 *     cc -std=c17 -g -Wall -Wextra -o echo_lab echo_lab.c
 *     ./echo_lab 9190                              결함이 없는 서버 (127.0.0.1에서만 받는다)
 *     ./echo_lab 9190 PARENT_KEEPS_CLNT            결함 하나가 있는 서버
 *     ./echo_lab 9190 any REAP_ONE QUIET           모든 주소(INADDR_ANY)에서, 결함 하나, 말없이
 *
 * 이름을 하나도 주지 않으면 echo_mpserv.c와 같은 함수를 같은 순서로 부르되 그 결함을 모두 고친 서버다.
 * 이름을 주면 그 이름이 적힌 if 하나만 달라진다. 그러니 두 실행의 차이는 그 줄이 만든 것이다.
 *
 *   닫기    PARENT_KEEPS_CLNT    부모가 clnt_sock을 닫지 않는다
 *           PARENT_CLOSES_SERV   부모가 serv_sock까지 닫는다
 *           CHILD_KEEPS_SERV     자식이 serv_sock을 닫지 않는다
 *           CHILD_CLOSES_LATE    자식이 serv_sock을 서비스가 끝난 뒤에야 닫는다
 *           CLOSE_BEFORE_FORK    부모가 fork보다 먼저 clnt_sock을 닫는다
 *           SHUTDOWN             자식이 close에 앞서 shutdown을 부른다
 *           DUP_CLNT             자식이 clnt_sock을 dup으로 하나 더 만들어 그 번호로 서비스한다
 *   fork    CHILD_FALLS_THROUGH  자식이 끝나지 않고 accept로 돌아간다
 *           GRANDCHILD           자식이 또 fork하고, 손자가 서비스한다
 *           COUNT                자식이 전역 변수에 10을 더하고 그 값을 보낸다
 *           NPROC=n              이 서버의 프로세스가 n개를 넘을 수 없다 (한도를 저 혼자 쓰는 사용자가 된 뒤에)
 *           LEAK_ON_FAILED_FORK  fork가 실패했을 때 clnt_sock을 닫지 않는다
 *   시그널  NO_HANDLER           SIGCHLD를 다루지 않는다
 *           IGNORE_SIGCHLD       SIGCHLD를 무시한다 (SIG_IGN)
 *           REAP_ONE             시그널 하나에 waitpid를 한 번만 부른다
 *           PRINTF_IN_HANDLER    처리기에서도 main에서도 stdio(printf의 버퍼)로 찍는다
 *           RESTART              SA_RESTART를 준다
 *           BREAK_ON_EINTR       accept가 EINTR로 실패하면 서버를 끝낸다
 *           BLOCKING_WAIT        처리기를 두지 않고, fork할 때마다 그 자식이 종료되기를 기다린다
 *   accept  NO_ACCEPT            listen까지만 하고 accept를 부르지 않는다
 *           BACKLOG=n            listen의 둘째 인자 (없으면 5)
 *           NOFILE=n             프로세스마다 디스크립터를 n개까지만 가질 수 있다
 *   입출력  MINUS_ONE_AS_LENGTH  read가 돌려준 -1을 write의 길이로 쓴다
 *           SINGLE_WRITE         write가 일부만 쓰고 돌아와도 나머지를 쓰지 않는다
 *           SIGPIPE_DEFAULT      SIGPIPE를 그대로 둔다
 *   포트    NO_REUSEADDR         SO_REUSEADDR를 주지 않는다
 *   출력    QUIET                아무것도 찍지 않는다
 */
#define _GNU_SOURCE    /* unshare(2) */
#include <arpa/inet.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BUF_SIZE 30

/* 이름의 목록은 하나뿐이다. 여기서 enum의 값과 명령행에서 알아보는 글자가 함께 나온다. */
#define SWITCHES(X) \
    X(PARENT_KEEPS_CLNT) X(PARENT_CLOSES_SERV) X(CHILD_KEEPS_SERV) X(CHILD_CLOSES_LATE) X(CLOSE_BEFORE_FORK) \
    X(SHUTDOWN) X(DUP_CLNT) X(CHILD_FALLS_THROUGH) X(GRANDCHILD) X(COUNT) X(NPROC) X(LEAK_ON_FAILED_FORK) \
    X(NO_HANDLER) X(IGNORE_SIGCHLD) X(REAP_ONE) X(PRINTF_IN_HANDLER) X(RESTART) X(BREAK_ON_EINTR) X(BLOCKING_WAIT) \
    X(NO_ACCEPT) X(BACKLOG) X(NOFILE) X(MINUS_ONE_AS_LENGTH) X(SINGLE_WRITE) X(SIGPIPE_DEFAULT) X(NO_REUSEADDR) X(QUIET)
#define AS_VALUE(name) name,
#define AS_TEXT(name) #name,

enum { SWITCHES(AS_VALUE) SWITCH_COUNT };
static const char *const names[] = { SWITCHES(AS_TEXT) };
static int lab[SWITCH_COUNT] = { [BACKLOG] = 5 };

static int count;

void read_childproc(int sig);
static void serve_client(int serv_sock, int clnt_sock);
static void echo(int sock);
static void write_all(int sock, const char *buf, ssize_t len);
static void handle_signals(void);
static int open_port(unsigned short port, in_addr_t address);
static void count_alone(void);
static void limit(void);
static int set_switch(const char *argument);
static void say(const char *text);
static void say_number(const char *text, int number);
static void error_handling(const char *message);

int main(int argc, char *argv[])
{
    int serv_sock, clnt_sock;
    in_addr_t address = INADDR_LOOPBACK;
    char *end = "";
    long port = argc < 2 ? -1 : strtol(argv[1], &end, 10);
    pid_t pid;

    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "any") == 0)
            address = INADDR_ANY;
        else if (!set_switch(argv[i]))
            port = -1;
    }
    if (port < 0 || port > 65535 || *end != '\0') {
        printf("Usage : %s <port> [any] [NAME|NAME=n]...\n", argv[0]);
        exit(1);
    }

    handle_signals();
    serv_sock = open_port((unsigned short)port, address);
    limit();
    while (lab[NO_ACCEPT])
        pause();

    while (1) {
        clnt_sock = accept(serv_sock, NULL, NULL);
        if (clnt_sock == -1) {
            if (lab[BREAK_ON_EINTR] && errno == EINTR)
                break;
            continue;
        }
        say("new client connected...\n");

        if (lab[CLOSE_BEFORE_FORK])
            close(clnt_sock);
        pid = fork();
        if (pid == -1) {
            if (!lab[LEAK_ON_FAILED_FORK])
                close(clnt_sock);
            continue;
        }
        if (pid == 0) {
            serve_client(serv_sock, clnt_sock);
            if (lab[CHILD_FALLS_THROUGH])
                continue;
            return 0;
        }
        if (!lab[PARENT_KEEPS_CLNT])
            close(clnt_sock);
        if (lab[PARENT_CLOSES_SERV])
            close(serv_sock);
        if (lab[BLOCKING_WAIT])
            say_number("removed proc id: ", waitpid(pid, NULL, 0));
    }

    close(serv_sock);
    return 0;
}

/* 자식 프로세스: 클라이언트 하나에게 서비스한다. */
static void serve_client(int serv_sock, int clnt_sock)
{
    if (!lab[CHILD_KEEPS_SERV] && !lab[CHILD_CLOSES_LATE])
        close(serv_sock);

    if (lab[DUP_CLNT]) {
        int copy = dup(clnt_sock);
        close(clnt_sock);
        clnt_sock = copy;
    }
    if (lab[GRANDCHILD] && fork() > 0)
        wait(NULL);
    else
        echo(clnt_sock);

    if (lab[SHUTDOWN])
        shutdown(clnt_sock, SHUT_RDWR);
    close(clnt_sock);
    if (lab[CHILD_CLOSES_LATE])
        close(serv_sock);
    say("client disconnected....\n");
}

/* read가 끝(0)이나 오류(-1)를 돌려줄 때까지, 읽은 것을 그대로 쓴다. */
static void echo(int sock)
{
    char buf[BUF_SIZE];
    ssize_t str_len;

    if (lab[COUNT]) {
        count += 10;
        write_all(sock, buf, snprintf(buf, sizeof(buf), "%d\n", count));
    }
    if (lab[MINUS_ONE_AS_LENGTH]) {
        while ((str_len = read(sock, buf, BUF_SIZE)) != 0)
            if (write(sock, buf, (size_t)str_len) == -1 && errno == EPIPE)
                break;
        return;
    }
    while ((str_len = read(sock, buf, BUF_SIZE)) > 0)
        write_all(sock, buf, str_len);
}

/* write는 부탁한 것보다 적게 쓰고 돌아올 수 있다. write(2), UNP 3.9 */
static void write_all(int sock, const char *buf, ssize_t len)
{
    ssize_t done = 0;

    while (done < len) {
        ssize_t written = write(sock, buf + done, (size_t)(len - done));
        if (lab[SINGLE_WRITE])
            return;
        if (written == -1 && errno != EINTR)
            return;
        if (written > 0)
            done += written;
    }
}

/* SIGCHLD의 처리기. 시그널은 쌓이지 않으므로 회수할 자식이 없을 때까지 되풀이한다. UNP 5.10, signal-safety(7) */
void read_childproc(int sig)
{
    int saved = errno;
    pid_t pid;

    (void)sig;
    while ((pid = waitpid(-1, NULL, WNOHANG)) > 0) {
        say_number("removed proc id: ", pid);
        if (lab[REAP_ONE])
            break;
    }
    errno = saved;
}

static void handle_signals(void)
{
    struct sigaction act;

    memset(&act, 0, sizeof(act));
    sigemptyset(&act.sa_mask);
    act.sa_handler = SIG_IGN;
    if (!lab[SIGPIPE_DEFAULT])
        sigaction(SIGPIPE, &act, NULL);

    if (lab[NO_HANDLER] || lab[BLOCKING_WAIT])
        return;
    if (!lab[IGNORE_SIGCHLD])
        act.sa_handler = read_childproc;
    act.sa_flags = lab[RESTART] ? SA_RESTART : 0;
    sigaction(SIGCHLD, &act, NULL);
}

static int open_port(unsigned short port, in_addr_t address)
{
    struct sockaddr_in serv_adr;
    int on = 1;
    int serv_sock = socket(PF_INET, SOCK_STREAM, 0);

    if (!lab[NO_REUSEADDR])
        setsockopt(serv_sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    memset(&serv_adr, 0, sizeof(serv_adr));
    serv_adr.sin_family = AF_INET;
    serv_adr.sin_addr.s_addr = htonl(address);
    serv_adr.sin_port = htons(port);

    if (bind(serv_sock, (struct sockaddr *)&serv_adr, sizeof(serv_adr)) == -1)
        error_handling("bind() error");
    if (listen(serv_sock, lab[BACKLOG]) == -1)
        error_handling("listen() error");
    return serv_sock;
}

/*
 * 프로세스의 한도는 같은 사용자의 프로세스를 모두 세고, root를 막지 못한다. 그래서 root이면 저마다 다른 사용자가 되고,
 * 아니면 사용자 네임스페이스를 새로 만든다. 새 네임스페이스의 프로세스는 따로 센다. user_namespaces(7)
 */
static void count_alone(void)
{
    if (geteuid() == 0 && setuid((uid_t)(100000 + getpid())) == 0)
        return;
    if (unshare(CLONE_NEWUSER) == -1)
        error_handling("unshare() error");
}

/* 모자란 척하지 않는다. 한도를 커널에 걸어 두면 fork와 accept가 정말로 실패한다. setrlimit(2) */
static void limit(void)
{
    struct rlimit files = { (rlim_t)lab[NOFILE], (rlim_t)lab[NOFILE] };
    struct rlimit processes = { (rlim_t)lab[NPROC], (rlim_t)lab[NPROC] };

    if (lab[NOFILE] && setrlimit(RLIMIT_NOFILE, &files) == -1)
        error_handling("setrlimit() error");
    if (lab[NPROC])
        count_alone();
    if (lab[NPROC] && setrlimit(RLIMIT_NPROC, &processes) == -1)
        error_handling("setrlimit() error");
}

/* "NAME"이나 "NAME=n"을 켠다. 모르는 이름이면 0을 돌려준다. */
static int set_switch(const char *argument)
{
    size_t length = strcspn(argument, "=");

    for (int i = 0; i < SWITCH_COUNT; i++) {
        if (strncmp(names[i], argument, length) != 0 || names[i][length] != '\0')
            continue;
        lab[i] = argument[length] == '=' ? atoi(argument + length + 1) : 1;
        return 1;
    }
    return 0;
}

/* write(2)는 처리기에서 불러도 되고, fork가 복사할 버퍼를 남기지 않는다. */
static void say(const char *text)
{
    if (lab[QUIET])
        return;
    if (lab[PRINTF_IN_HANDLER])
        printf("%s", text);
    else if (write(STDOUT_FILENO, text, strlen(text)) == -1)
        return;
}

/* snprintf도 처리기에서 불러도 된다는 보장이 없으므로, 숫자를 끝자리부터 손으로 적는다. */
static void say_number(const char *text, int number)
{
    char line[64];
    char *at = line + sizeof(line);
    size_t length = strlen(text);

    *--at = '\0';
    *--at = '\n';
    do
        *--at = (char)('0' + number % 10);
    while (number /= 10);
    at -= length;
    memcpy(at, text, length);
    say(at);
}

static void error_handling(const char *message)
{
    fputs(message, stderr);
    fputc('\n', stderr);
    exit(1);
}

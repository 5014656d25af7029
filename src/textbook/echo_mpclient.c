/*
 * 입출력 루틴을 둘로 나눈 에코 클라이언트: 자식은 쓰기만, 부모는 읽기만 한다. 연결된 소켓은 하나다.
 *
 *     cc -std=c17 -g -Wall -Wextra -o echo_mpclient echo_mpclient.c
 *     ./echo_mpclient 127.0.0.1 9190 < 보낼글.txt
 *     ./echo_mpclient 127.0.0.1 9190 CLOSE_ONLY < 보낼글.txt
 *
 * 자식은 표준 입력이 끝나면 더 보낼 것이 없음을 서버에 알려야 한다. 그 방법만 이름으로 바꿀 수 있다.
 *
 *     (없음)            자식이 shutdown(sock, SHUT_WR)으로 보내는 쪽을 끝낸다
 *     CLOSE_ONLY        자식이 close만 한다. 부모의 디스크립터가 남아 있어 서버는 끝을 모른다
 *     SHUT_BOTH         자식이 받는 쪽까지 끝낸다. 아직 오지 않은 에코를 잃을 수 있다
 *     PARENT_SHUTS      자식 대신 부모가, 자식이 다 쓰기를 기다리지 않고 보내는 쪽을 끝낸다
 *
 * 부모는 받은 바이트의 수와, 서버의 끝(end of file)을 보았는지를 마지막 줄에 찍는다.
 */
#define _XOPEN_SOURCE 700
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BUF_SIZE 30

static int how(const char *name);
static void write_routine(int sock);
static void read_routine(int sock);
static void error_handling(const char *message);

static const char *variant = "";

int main(int argc, char *argv[])
{
    int sock;
    struct sockaddr_in serv_adr;
    pid_t pid;

    variant = argc == 4 ? argv[3] : "";
    if (argc < 3 || argc > 4 || !(how("") || how("CLOSE_ONLY") || how("SHUT_BOTH") || how("PARENT_SHUTS"))) {
        printf("Usage : %s <IP> <port> [CLOSE_ONLY|SHUT_BOTH|PARENT_SHUTS]\n", argv[0]);
        exit(1);
    }

    signal(SIGPIPE, SIG_IGN);
    sock = socket(PF_INET, SOCK_STREAM, 0);
    memset(&serv_adr, 0, sizeof(serv_adr));
    serv_adr.sin_family = AF_INET;
    serv_adr.sin_addr.s_addr = inet_addr(argv[1]);
    serv_adr.sin_port = htons((unsigned short)atoi(argv[2]));
    if (connect(sock, (struct sockaddr *)&serv_adr, sizeof(serv_adr)) == -1)
        error_handling("connect() error");

    pid = fork();
    if (pid == -1)
        error_handling("fork() error");
    if (pid == 0) {
        write_routine(sock);
        return 0;
    }
    if (how("PARENT_SHUTS"))
        shutdown(sock, SHUT_WR);
    read_routine(sock);
    close(sock);
    wait(NULL);
    return 0;
}

static int how(const char *name)
{
    return strcmp(variant, name) == 0;
}

/* 자식: 표준 입력을 서버로 보낸다. */
static void write_routine(int sock)
{
    char buf[BUF_SIZE];
    ssize_t str_len;

    while ((str_len = read(STDIN_FILENO, buf, BUF_SIZE)) > 0)
        for (ssize_t done = 0, written; done < str_len; done += written)
            if ((written = write(sock, buf + done, (size_t)(str_len - done))) == -1)
                return;
    if (how(""))
        shutdown(sock, SHUT_WR);
    if (how("SHUT_BOTH"))
        shutdown(sock, SHUT_RDWR);
    close(sock);
}

/* 부모: 서버가 돌려준 것을 표준 출력으로 옮긴다. */
static void read_routine(int sock)
{
    char buf[BUF_SIZE];
    ssize_t str_len, total = 0;

    while ((str_len = read(sock, buf, BUF_SIZE)) > 0) {
        total += str_len;
        if (write(STDOUT_FILENO, buf, (size_t)str_len) == -1)
            return;
    }
    printf("\n%zd bytes, %s\n", total, str_len == 0 ? "EOF" : "error");
}

static void error_handling(const char *message)
{
    fputs(message, stderr);
    fputc('\n', stderr);
    exit(1);
}

/*
 * 반복(iterative) 에코 서버: 프로세스 하나가 클라이언트를 한 번에 하나씩 상대한다.
 *
 *     cc -std=c17 -g -Wall -Wextra -o echo_serv echo_serv.c
 *     ./echo_serv 9190          127.0.0.1에서만 받는다
 *     ./echo_serv 9190 any      모든 주소(INADDR_ANY)에서 받는다
 *
 * echo_mpserv.c에서 fork를 뺀 모습이다. 앞의 클라이언트가 끊을 때까지 다음 accept에 이르지 못한다.
 */
#define _XOPEN_SOURCE 700
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUF_SIZE 30

static void error_handling(const char *message);

int main(int argc, char *argv[])
{
    int serv_sock, clnt_sock, on = 1;
    struct sockaddr_in serv_adr;
    char buf[BUF_SIZE], *end = "";
    ssize_t str_len;

    int any = argc == 3 && strcmp(argv[2], "any") == 0;
    long port = argc == 2 || any ? strtol(argv[1], &end, 10) : -1;
    if (port < 0 || port > 65535 || *end != '\0') {
        printf("Usage : %s <port>\n", argv[0]);
        exit(1);
    }

    signal(SIGPIPE, SIG_IGN);
    serv_sock = socket(PF_INET, SOCK_STREAM, 0);
    setsockopt(serv_sock, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    memset(&serv_adr, 0, sizeof(serv_adr));
    serv_adr.sin_family = AF_INET;
    serv_adr.sin_addr.s_addr = htonl(any ? INADDR_ANY : INADDR_LOOPBACK);
    serv_adr.sin_port = htons((unsigned short)port);

    if (bind(serv_sock, (struct sockaddr *)&serv_adr, sizeof(serv_adr)) == -1)
        error_handling("bind() error");
    if (listen(serv_sock, 5) == -1)
        error_handling("listen() error");

    while (1) {
        clnt_sock = accept(serv_sock, NULL, NULL);
        if (clnt_sock == -1)
            continue;
        while ((str_len = read(clnt_sock, buf, BUF_SIZE)) > 0)
            if (write(clnt_sock, buf, (size_t)str_len) == -1)
                break;
        close(clnt_sock);
    }
}

static void error_handling(const char *message)
{
    fputs(message, stderr);
    fputc('\n', stderr);
    exit(1);
}

/*
 * 멀티프로세스 기반의 다중접속 에코 서버.
 *
 *     cc -std=c17 -g -Wall -Wextra -o echo_mpserv echo_mpserv.c
 *     ./echo_mpserv 9190          127.0.0.1에서만 받는다
 *     ./echo_mpserv 9190 any      책처럼 모든 주소(INADDR_ANY)에서 받는다
 *
 * 책과 같은 함수를 같은 순서로 부르고, 책에 있는 결함도 그대로 둔다. 결함마다 번호와 근거를 적었다.
 * 근거의 UNP는 UNIX Network Programming, TLPI는 The Linux Programming Interface, CERT는 SEI CERT C이고,
 * 괄호에 숫자가 붙은 이름은 man 페이지다.
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

void error_handling(char *message);
void read_childproc(int sig);

int main(int argc, char *argv[])
{
    int serv_sock, clnt_sock;
    struct sockaddr_in serv_adr, clnt_adr;
    socklen_t adr_sz;

    struct sigaction act;
    pid_t pid;
    int state, str_len;
    char buf[BUF_SIZE];

    int any = argc == 3 && strcmp(argv[2], "any") == 0;
    if (argc != 2 && !any) {
        printf("Usage : %s <port>\n", argv[0]);
        exit(1);
    }

    /* 자식이 끝나면 read_childproc이 불리도록 등록한다. */
    act.sa_handler = read_childproc;
    sigemptyset(&act.sa_mask);
    /* 결함 1: SA_RESTART가 없어 자식이 끝날 때마다 accept가 EINTR로 중단된다. signal(7), UNP 5.9 */
    act.sa_flags = 0;
    state = sigaction(SIGCHLD, &act, 0);
    (void)state;

    serv_sock = socket(PF_INET, SOCK_STREAM, 0);
    /* 결함 2: SO_REUSEADDR가 없어, 서버가 먼저 닫은 연결이 있으면 한동안 다시 bind하지 못한다. UNP 7.5 */
    memset(&serv_adr, 0, sizeof(serv_adr));
    serv_adr.sin_family = AF_INET;
    serv_adr.sin_addr.s_addr = htonl(any ? INADDR_ANY : INADDR_LOOPBACK);
    /* 결함 3: atoi는 "abc"를 0으로, 65535보다 큰 수를 다른 포트로 조용히 바꾼다. CERT ERR34-C */
    serv_adr.sin_port = htons(atoi(argv[1]));

    if (bind(serv_sock, (struct sockaddr *)&serv_adr, sizeof(serv_adr)) == -1)
        error_handling("bind() error");
    if (listen(serv_sock, 5) == -1)
        error_handling("listen() error");

    while (1) {
        adr_sz = sizeof(clnt_adr);
        clnt_sock = accept(serv_sock, (struct sockaddr *)&clnt_adr, &adr_sz);
        if (clnt_sock == -1)
            /* 결함 4: 실패의 이유를 보지 않는다. 디스크립터가 모자라면(EMFILE) CPU를 다 쓰며 헛돈다. accept(2) */
            continue;
        else
            /* 결함 5: stdout이 파일이나 파이프면 이 줄은 버퍼에 남고, fork가 버퍼까지 복사해 여러 번 찍힌다. TLPI 25.4 */
            puts("new client connected...");

        pid = fork();
        if (pid == -1) {
            close(clnt_sock);
            continue;
        }
        if (pid == 0) {
            /* 자식 프로세스: 클라이언트 하나에게 서비스하고 끝난다. */
            close(serv_sock);
            /* 결함 6: 연결이 리셋되면 read가 -1을 돌려주고, 그 -1이 write의 길이가 된다. read(2), UNP 5 */
            while ((str_len = read(clnt_sock, buf, BUF_SIZE)) != 0)
                /* 결함 7: write가 일부만 쓰고 돌아와도 나머지를 쓰지 않는다. UNP 3.9 */
                /* 결함 8: 상대가 이미 닫았으면 SIGPIPE가 자식을 죽여, 아래의 close와 puts에 이르지 못한다. UNP 5.13 */
                write(clnt_sock, buf, str_len);

            close(clnt_sock);
            puts("client disconnected....");
            return 0;
        } else {
            /* 부모 프로세스: 이 클라이언트는 자식의 몫이다. */
            close(clnt_sock);
        }
    }

    close(serv_sock);
    return 0;
}

/* SIGCHLD의 처리기: 끝난 자식의 종료 상태를 받아 좀비를 없앤다. */
void read_childproc(int sig)
{
    pid_t pid;
    int status;

    (void)sig;
    /* 결함 9: 시그널은 쌓이지 않는데 한 번만 회수한다. 여러 자식이 함께 끝나면 좀비가 남는다. UNP 5.10 */
    /* 결함 10: waitpid가 errno를 바꾸어도 되돌려 놓지 않는다. 중단된 코드가 엉뚱한 errno를 본다. TLPI 21.1.2 */
    pid = waitpid(-1, &status, WNOHANG);
    /* 결함 11: 회수한 자식이 없을 때의 0과 -1도 프로세스 번호로 찍는다. waitpid(2) */
    /* 결함 12: printf는 처리기에서 불러도 되는 함수가 아니다. signal-safety(7), CERT SIG30-C */
    printf("removed proc id: %d\n", pid);
}

void error_handling(char *message)
{
    fputs(message, stderr);
    fputc('\n', stderr);
    exit(1);
}

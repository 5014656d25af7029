namespace EchoNotebooks.TestSupport;

/// <summary>What a container or a careful system refuses, refused for real: by a seccomp filter around a program.</summary>
public static class RefusedCalls
{
    private static readonly Lazy<string> Compiled = new(() =>
    {
        var kept = Path.Combine(AppContext.BaseDirectory, "refuse");
        File.Move(CProgram.Compile("refuse", Source), kept, overwrite: true);
        return kept;
    });

    /// <summary>
    /// Executes a command (its second argument and all after it) with some of the kernel's services refused with
    /// EPERM, for ever: its first argument is a comma-separated list of ptrace, kcmp, pidfd_getfd, netlink, memory
    /// (process_vm_readv) and seccomp.
    /// </summary>
    public static string Program => Compiled.Value;

    private const string Source = """
        #define _GNU_SOURCE
        #include <errno.h>
        #include <linux/filter.h>
        #include <linux/seccomp.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <string.h>
        #include <sys/prctl.h>
        #include <sys/socket.h>
        #include <sys/syscall.h>
        #include <unistd.h>
        #ifndef SYS_pidfd_getfd
        #define SYS_pidfd_getfd 438
        #endif
        #define FAIL BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)
        #define PASS BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

        static int refuse(int number, int argument)
        {
            struct sock_filter whole[] = {
                BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1), FAIL, PASS,
            };
            struct sock_filter one[] = {
                BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 3),
                BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args)),
                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, argument, 0, 1), FAIL, PASS,
            };
            struct sock_fprog program = argument < 0 ? (struct sock_fprog){ 4, whole } : (struct sock_fprog){ 6, one };
            return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
        }

        int main(int argc, char **argv)
        {
            if (argc < 3) return 99;
            if (strstr(argv[1], "ptrace") && refuse(SYS_ptrace, -1)) return 98;
            if (strstr(argv[1], "kcmp") && refuse(SYS_kcmp, -1)) return 98;
            if (strstr(argv[1], "pidfd_getfd") && refuse(SYS_pidfd_getfd, -1)) return 98;
            if (strstr(argv[1], "netlink") && refuse(SYS_socket, AF_NETLINK)) return 98;
            if (strstr(argv[1], "memory") && refuse(SYS_process_vm_readv, -1)) return 98;
            if (strstr(argv[1], "seccomp") && refuse(SYS_prctl, PR_SET_SECCOMP)) return 98;   /* last: it is the one that installs */
            execv(argv[2], argv + 2);
            return 97;
        }
        """;
}

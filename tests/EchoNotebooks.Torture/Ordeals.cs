namespace EchoNotebooks.Torture;

/// <summary>The table of all ordeals: what is done, and what is expected of it.</summary>
internal static class Ordeals
{
    internal static IReadOnlyList<Ordeal> All { get; } =
    [
        new("연결, 런타임의 서버", "모두 그대로 돌려받고, 멈춘 자식도 좀비도 늘어난 디스크립터나 메모리도 없다", ConnectionOrdeals.ManagedAsync),
        new("연결, 네이티브 서버", "모두 그대로 돌려받고, 멈춘 자식도 좀비도 늘어난 디스크립터나 메모리도 없다", ConnectionOrdeals.NativeAsync),

        new("아무 때나 RST", "얌전한 클라이언트는 계속 받고, 서버에 남는 것이 없다", HostileOrdeals.ResetAsync),
        new("말없이 붙어 있는 클라이언트", "얌전한 클라이언트는 계속 받고, 끊으면 남는 것이 없다", HostileOrdeals.SilentAsync),
        new("1초에 한 바이트", "한 바이트씩 곧바로 돌려받고, 얌전한 클라이언트도 계속 받는다", HostileOrdeals.SlowAsync),
        new("큰 흐름", "1 GiB(짧게는 16 MiB)를 그대로 돌려받는다", HostileOrdeals.BigAsync),
        new("보내기만 하고 읽지 않기", "얌전한 클라이언트는 계속 받고, 끊으면 남는 것이 없다", HostileOrdeals.UnreadAsync),
        new("몰려왔다 흩어지기", "얌전한 클라이언트는 계속 받고, 서버에 남는 것이 없다", HostileOrdeals.StormAsync),

        new("자식에 SIGKILL", "그 클라이언트만 끊기고 자식은 회수된다. 다른 클라이언트는 계속 받는다", ServerOrdeals.ChildKilledAsync),
        new("자식에 SIGSTOP", "그 클라이언트만 기다리고, SIGCONT 뒤에 돌려받는다", ServerOrdeals.ChildStoppedAsync),
        new("부모에 SIGKILL", "새 연결은 거절되고, 자식은 제 클라이언트를 끝까지 맡는다. 끝내면 남는 것이 없다", ServerOrdeals.ParentKilledAsync),
        new("부모에 SIGSTOP", "이미 맡은 클라이언트는 계속 받고, 새 연결은 SIGCONT 뒤에 받는다", ServerOrdeals.ParentStoppedAsync),
        new("서버를 띄운 supervisor에 SIGKILL", "서버와 자식이 함께 끝난다", ServerOrdeals.SupervisorKilledAsync),
        new("서버를 띄운 supervisor에 SIGSTOP", "서버는 계속 일하고, SIGCONT 뒤에 차례대로 끝난다", ServerOrdeals.SupervisorStoppedAsync),

        new("추적기에 SIGKILL", "추적하던 서버가 함께 끝나고, 우리말로 까닭을 말한다", TracerOrdeals.KilledAsync),
        new("추적기에 SIGSTOP", "SIGCONT 뒤에 빠짐없이 적는다", TracerOrdeals.StoppedAsync),

        new("노트북 커널에 SIGKILL", "셀이 띄운 서버와 자식과 supervisor까지 끝난다", KernelOrdeals.KilledAsync),
        new("노트북 커널에 SIGSTOP", "SIGCONT 뒤에 셀을 실행한다", KernelOrdeals.StoppedAsync),
        new("echonb run에 SIGKILL", "커널과 서버까지 끝난다", RunOrdeals.RunnerKilledAsync),
        new("echonb run에 SIGSTOP", "SIGCONT 뒤에 끝까지 실행한다", RunOrdeals.RunnerStoppedAsync),
        new("echonb run의 커널에 SIGKILL", "어느 셀에서 끝났는지 말하고 종료 코드는 1이다", RunOrdeals.KernelKilledAsync),
        new("라이브 창에 SIGKILL", "서버와 추적기까지 끝난다", LiveOrdeals.KilledAsync),
        new("라이브 창에 SIGSTOP", "SIGCONT 뒤에 페이지를 보이고, Ctrl+C로 끝난다", LiveOrdeals.StoppedAsync),

        new("fork가 거부될 때", "그 클라이언트는 끊기고, 한도를 올리면 다시 받는다", ScarcityOrdeals.NoProcessAsync),
        new("디스크립터가 모자랄 때", "클라이언트는 기다리고, 한도를 올리면 모두 받는다", ScarcityOrdeals.NoDescriptorAsync),
        new("메모리가 모자랄 때", "멈추지 않고 끝나며 종료 코드는 0이 아니다", ScarcityOrdeals.NoMemoryAsync),
        new("저장 공간이 없을 때", "쓰지 못한 파일을 우리말로 말하고 종료 코드는 1이다", ScarcityOrdeals.FullDiskAsync),
        new("/tmp가 없을 때", "없는 폴더를 우리말로 말하고 종료 코드는 1이다", ScarcityOrdeals.NoTemporaryFolderAsync),
        new("HOME에 쓸 수 없을 때", "그래도 노트북을 실행한다", ScarcityOrdeals.ReadOnlyHomeAsync),

        new("커널 열 개가 한꺼번에", "모두 제 서버와 이야기한다", CrowdOrdeals.KernelsAsync) { TakesLong = true },
        new("echonb run 열 개가 한꺼번에", "모두 종료 코드 0으로 끝난다", CrowdOrdeals.RunsAsync) { TakesLong = true },
        new("두 사용자가 한꺼번에", "둘 다 종료 코드 0으로 끝난다(root만)", CrowdOrdeals.UsersAsync) { TakesLong = true },
    ];

    /// <returns>The exit code for wrong arguments.</returns>
    internal static int Explain()
    {
        Console.Error.WriteLine("dotnet run -c Release --project tests/EchoNotebooks.Torture -- [분] [--seed 수] [--only 이름의 일부]");
        foreach (var ordeal in All) Console.Error.WriteLine($"    {ordeal.Name}: {ordeal.Expected}");
        return 2;
    }
}

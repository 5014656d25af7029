using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EchoNotebooks.Cli.Doctor;

namespace EchoNotebooks.Cli.Verbs;

/// <summary><c>echonb doctor</c>: what this machine offers and lacks, each lack with the command that mends it.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "사람 대신 프로그램이 읽을 JSON 한 줄로 쓴다." };
        var command = new Command("doctor", "이 컴퓨터에서 되는 것과 안 되는 것, 모자란 것을 채우는 명령을 보여 준다.") { json };
        command.SetAction(parsed => Run(parsed.GetValue(json), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(bool json, TextWriter output)
    {
        var findings = Checkup.Run().ToList();
        if (json)
        {
            output.WriteLine(new JsonObject
            {
                ["schema"] = 1,
                ["findings"] = new JsonArray([.. findings.Select(finding => (JsonNode)new JsonObject
                {
                    ["name"] = finding.Name,
                    ["ok"] = finding.IsThere,
                    ["detail"] = finding.Detail,
                    ["lost"] = finding.Lost,
                    ["mend"] = finding.Mend,
                })]),
            }.ToJsonString(Readable));
            return 0;
        }
        foreach (var finding in findings)
        {
            output.WriteLine($"{(finding.IsThere ? "[됨]  " : "[없음]")} {finding.What}: {finding.Detail}");
            if (finding.Lost is not null) output.WriteLine($"       없어서 안 되는 것: {finding.Lost}");
            if (finding.Mend is not null) output.WriteLine($"       이렇게 하면 된다: {finding.Mend}");
        }
        var lacks = findings.Count(finding => !finding.IsThere);
        output.WriteLine();
        output.WriteLine(lacks == 0 ? "모두 갖추어져 있다." : $"모자란 것이 {lacks}가지 있다. 나머지는 그대로 된다.");
        return 0;
    }
}

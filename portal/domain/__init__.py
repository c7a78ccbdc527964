"""The notice 青政办秘函〔2018〕37号 as code: pure rules on the standard library, with time and calendar passed in."""
